/** How dirty the records are by which people are told apart, in levels; everything else that is wrong is in `rates.ts`. */
import type { Behaviour } from './behaviour.js';
import type { Person } from './people.js';
import { random, type Random } from './random.js';
import { dirt } from './rates.js';
import { freeMailDomains } from './words.js';

export const dirtLevels = ['none', 'usual', 'high'] as const;
export type DirtLevel = (typeof dirtLevels)[number];

interface IdentityDirt {
  /** Of people with a lead and an address: a second lead record for the same person. */
  readonly duplicateLead: number;
  /** Of second lead records: merged in the CRM. */
  readonly merged: number;
  /** Of second lead records: an address that the first one does not have, of free mail; else perhaps one with a slip of the hand. */
  readonly otherAddress: number;
  readonly misspelt: number;
  /** Of people who sent a form: sent from one of the devices of a fair. */
  readonly sharedDevice: number;
  /** Of first lead records of people without the product: an id that stands for nobody. */
  readonly placeholderUser: number;
}

export const identityDirt: Readonly<Record<DirtLevel, IdentityDirt>> = {
  none: { duplicateLead: 0, merged: 0, otherAddress: 0, misspelt: 0, sharedDevice: 0, placeholderUser: 0 },
  usual: {
    duplicateLead: dirt.duplicateLead,
    merged: dirt.merged,
    otherAddress: 0,
    misspelt: 0,
    sharedDevice: 0,
    placeholderUser: 0,
  },
  high: {
    duplicateLead: 0.25,
    merged: 0.25,
    otherAddress: 0.12,
    misspelt: 0.05,
    sharedDevice: 0.15,
    placeholderUser: 0.1,
  },
};

/** What is drawn beside the rest, so that the usual level has the rows that it always had. */
export function identityDraw(seed: number, who: Person): Random {
  return random(seed, 21, who.number);
}

/** The address of a second record; undefined where it is a variant of the first. */
export function strangeAddress(draw: Random, level: DirtLevel, who: Person, email: string): string | undefined {
  const { otherAddress, misspelt } = identityDirt[level];
  const chosen = draw.next();
  const at = email.indexOf('@');
  if (chosen < otherAddress) {
    const mailbox = `${email.slice(0, at)}.${who.number.toString(36)}`;
    return `${mailbox}.private@${draw.pick(freeMailDomains)}`;
  }
  // The last letter but one of the mailbox is missing.
  return chosen < otherAddress + misspelt ? `${email.slice(0, at - 2)}${email.slice(at - 1)}` : undefined;
}

/** How many devices stand at fairs. */
const devices = 4;

/** Some people send their forms from a device that many others use, too. It is nobody's own. */
export function fromSharedDevice(seed: number, level: DirtLevel, who: Person, deeds: Behaviour): Behaviour {
  const draw = identityDraw(seed, who);
  const isShared = draw.chance(identityDirt[level].sharedDevice);
  if (!isShared) return deeds;
  const clientId = `${100000000 + draw.between(1, devices)}.1700000000`;
  return { ...deeds, formSubmits: deeds.formSubmits.map((submit) => ({ ...submit, clientId })) };
}
