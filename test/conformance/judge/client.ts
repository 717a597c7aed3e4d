import { createRequire } from 'node:module';
import path from 'node:path';
import { here } from '../leadscore.js';
import { home } from './server.js';

type Answer = (error: ServiceError | null, response: unknown) => void;
export interface ServiceError extends Error {
  readonly code: number;
  readonly details: string;
}

/** What is used of `@grpc/grpc-js` and `@grpc/proto-loader`, which the root does not install. */
interface Grpc {
  loadPackageDefinition(definition: unknown): { zetasql: { local_service: { ZetaSqlLocalService: ServiceClass } } };
  readonly credentials: { createInsecure(): unknown };
}
interface Loader {
  loadSync(file: string, options: Record<string, unknown>): unknown;
}
type Service = { close(): void } & Record<string, (request: unknown, answer: Answer) => void>;
type ServiceClass = new (address: string, credentials: unknown, options: Record<string, unknown>) => Service;

export interface Client {
  call(method: string, request: unknown): Promise<unknown>;
  close(): void;
}

/** A client of the local service; INT64 travels as text, since a JavaScript number is exact to 2^53 only. */
export function connect(port: number): Client {
  const require = createRequire(path.join(here, 'package.json'));
  const grpc = require('@grpc/grpc-js') as Grpc;
  const loader = require('@grpc/proto-loader') as Loader;
  const definition = loader.loadSync('local_service.proto', {
    includeDirs: [path.join(home, 'protos')],
    keepCase: true,
    longs: String,
    enums: String,
    defaults: false,
    oneofs: false,
  });
  const { ZetaSqlLocalService } = grpc.loadPackageDefinition(definition).zetasql.local_service;
  const service = new ZetaSqlLocalService(`localhost:${port}`, grpc.credentials.createInsecure(), {
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
  });
  return {
    call: (method, request) =>
      new Promise((answered, failed) => {
        service[method]?.(request, (error, response) => (error ? failed(error) : answered(response)));
      }),
    close: () => service.close(),
  };
}
