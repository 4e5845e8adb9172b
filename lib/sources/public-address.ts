import { BlockList, isIP, isIPv4 } from 'node:net';

/** Networks of IPv4 that are not the public Internet (IANA's registry of special-purpose addresses, and multicast). */
const SPECIAL_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** Networks within the global unicast addresses of IPv6 that are not: IETF protocols (Teredo among them), documentation. */
const SPECIAL_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
];

/** Networks of IPv6 that hold an address of IPv4, by the number of the bits before it: mapped, NAT64, 6to4. */
const EMBEDDING: readonly { network: string; bits: number }[] = [
  { network: '::ffff:0:0', bits: 96 },
  { network: '64:ff9b::', bits: 96 },
  { network: '2002::', bits: 16 },
];

const specialV4 = listOf(SPECIAL_V4, 'ipv4');
const specialV6 = listOf(SPECIAL_V6, 'ipv6');
const globalV6 = listOf([['2000::', 3]], 'ipv6');
const embedding = EMBEDDING.map(({ network, bits }) => ({ bits, list: listOf([[network, bits]], 'ipv6') }));

function listOf(networks: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [network, bits] of networks) list.addSubnet(network, bits, family);
  return list;
}

/**
 * True for an address of the public Internet: not of this machine, of a private network, of a link, or of any other
 * special purpose, also not where IPv6 only carries such an address of IPv4. False for what is no address.
 */
export function isPublicAddress(address: string): boolean {
  // A zone (`fe80::1%eth0`) belongs to addresses of a link only.
  if (isIP(address) === 0 || address.includes('%')) return false;
  if (isIPv4(address)) return !specialV4.check(address, 'ipv4');
  const groups = groupsOf(address);
  const carrier = embedding.find(({ list }) => list.check(address, 'ipv6'));
  if (carrier !== undefined) {
    const at = carrier.bits / 16;
    return isPublicAddress(dotted(groups[at] ?? 0, groups[at + 1] ?? 0));
  }
  return globalV6.check(address, 'ipv6') && !specialV6.check(address, 'ipv6');
}

/** The eight groups of an address of IPv6. */
function groupsOf(address: string): number[] {
  // As a URL writes it there is no dotted part, and at most one `::`.
  const plain = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [before = '', after] = plain.split('::');
  const left = toGroups(before);
  const right = toGroups(after ?? '');
  return after === undefined ? left : [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function toGroups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}
