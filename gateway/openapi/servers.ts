import type { AddressInfo } from 'node:net';

/** An address of the API. */
export interface DescribedServer {
  url: string;
  description: string;
}

const EVERY_ADDRESS = new Set(['0.0.0.0', '::']);

/**
 * Where the gateway is reached: as its configuration says, else where it listens, unless that is every address of its
 * machine; and wherever its description was read.
 */
export function serversOf(listening: AddressInfo | string | null, publicUrl: string | undefined): DescribedServer[] {
  const url = publicUrl?.replace(/\/+$/, '') ?? urlOf(listening);
  return [
    ...(url === undefined ? [] : [{ url, description: 'The gateway' }]),
    { url: '/', description: 'Where this description was read' },
  ];
}

function urlOf(listening: AddressInfo | string | null): string | undefined {
  if (listening === null || typeof listening === 'string' || EVERY_ADDRESS.has(listening.address)) return undefined;
  const { address, port } = listening;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
