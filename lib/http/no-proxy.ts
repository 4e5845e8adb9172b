import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('0.0.0.0', 'ipv4');
loopback.addAddress('::1', 'ipv6');
loopback.addAddress('::', 'ipv6');

/** True for a host that is this machine, whatever network it is in: no proxy can reach it for us. */
export function isLoopbackHost(host: string): boolean {
  const name = bare(host);
  if (isIP(name) !== 0) return isIn(loopback, name);
  return name === 'localhost' || name.endsWith('.localhost');
}

/**
 * True for a target that the environment excepts from its proxies: `NO_PROXY` in either case, a list of names (with what
 * lies below them), addresses, networks such as `10.0.0.0/8`, each with a port or without, or `*`.
 */
export function isExcepted(host: string, port: number, env: NodeJS.ProcessEnv): boolean {
  const entries = [env['no_proxy'], env['NO_PROXY']].flatMap((list) => (list ?? '').split(/[\s,]+/));
  return entries.some((entry) => entry !== '' && matches(entry.toLowerCase(), bare(host), port));
}

function matches(entry: string, host: string, port: number): boolean {
  if (entry === '*') return true;
  const [, network = '', bits] = /^(.+)\/(\d+)$/.exec(entry) ?? [];
  if (bits !== undefined) return isInNetwork(host, network, Number(bits));
  const [, name = entry, itsPort] = /^(\[.+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
  if (itsPort !== undefined && Number(itsPort) !== port) return false;
  const wanted = bare(name.replace(/^\*?\./, ''));
  return host === wanted || (isIP(host) === 0 && host.endsWith(`.${wanted}`));
}

function isInNetwork(host: string, network: string, bits: number): boolean {
  const family = isIP(bare(network));
  if (family === 0 || bits > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(bare(network), bits, family === 4 ? 'ipv4' : 'ipv6');
  return isIP(host) !== 0 && isIn(list, host);
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

/** Without the brackets of an IPv6 address, and the dot at the end of a full name. */
function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}
