import { randomBytes } from 'node:crypto';
import { isObject, type Answer } from '../call.js';
import { page, RpcError, userError } from './refusal.js';

/** Who may sign in, and who has. */
export class Sessions {
  readonly #open = new Set<string>();
  readonly #user: string;
  readonly #password: string;
  #endsDuringCall = false;

  constructor(user: string, password: string) {
    this.#user = user;
    this.#password = password;
  }

  /** How many are open. */
  get open(): number {
    return this.#open.size;
  }

  login([user, given]: readonly unknown[]): { readonly result: unknown } | Answer {
    const password = isObject(given) ? given.password : undefined;
    if (password === undefined)
      throw new RpcError(['LoginException', ['password', `Password for ${String(user)}`, 'password']]);
    if (user !== this.#user || password !== this.#password) return page(401);
    const key = randomBytes(32).toString('hex');
    this.#open.add(`Session ${Buffer.from(`${this.#user}:2:${key}`).toString('base64')}`);
    return { result: [2, key] };
  }

  isOpen(authorization: string | undefined): boolean {
    return this.#open.has(authorization ?? '');
  }

  end(authorization: string | undefined): void {
    this.#open.delete(authorization ?? '');
  }

  endAll(): void {
    this.#open.clear();
  }

  /** The next call is carried out, and its session is found ended when that is to be noted. */
  endDuringNextCall(): void {
    this.#endsDuringCall = true;
  }

  /** After a call was carried out. Throws where its session is not there any more. */
  note(authorization: string | undefined): void {
    if (!this.#endsDuringCall) return;
    this.#endsDuringCall = false;
    this.end(authorization);
    throw userError('You are trying to read records "3" of "Session" that don\'t exist anymore.');
  }
}
