/** A server in this process whose certificate nobody vouches for. */
import { readFileSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

export interface UntrustedServer {
  readonly url: string;
  /** How many calls came through. */
  calls(): number;
  close(): Promise<void>;
}

export async function untrustedServer(): Promise<UntrustedServer> {
  const at = (name: string): Buffer => readFileSync(new URL(name, import.meta.url));
  let calls = 0;
  const server = https.createServer(
    { key: at('untrusted-key.pem'), cert: at('untrusted.pem') },
    (_request, response) => {
      calls += 1;
      response.end('{}');
    },
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}`,
    calls: () => calls,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
