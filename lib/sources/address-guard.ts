import { lookup as lookUpName } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { englishOf, namesOf, type Phrase, phraseOf, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { shownSource } from '../../contracts/source-path.ts';
import { ModelrailError } from '../errors.ts';
import { isLoopbackHost } from '../http/no-proxy.ts';
import { isPublicAddress } from './public-address.ts';
import {
  type HttpAddress,
  isPlatformSource,
  isS3Source,
  parseHttpAddress,
  parseS3Source,
  problemOf,
} from './source-url.ts';

/** Gives the addresses of a name, at least one. */
export type ResolveName = (name: string) => Promise<string[]>;

/** A name leads to an address that no source may have. */
export class RefusedAddressError extends Error {
  override readonly name = 'RefusedAddressError';
  /** How that is known. */
  readonly where: Phrase;

  constructor(where: Phrase) {
    super(englishOf(where));
    this.where = where;
  }
}

/** Keeps sources from reaching what is not public: this machine, its network, the addresses of a cloud's metadata. */
export interface AddressGuard {
  /** Makes connections to the addresses that it has judged, and to no others: what a name resolves to later is of no use. */
  lookup: LookupFunction;
  /** Refuses a connection that leads elsewhere all the same. Throws {@link RefusedAddressError}. */
  assertPeer(address: string | undefined, host: string): void;
  /** Asks what a name resolves to. Throws {@link RefusedAddressError}, and what the resolver throws. */
  assertName(name: string): Promise<void>;
}

/** The system's own resolver, `/etc/hosts` among what it reads. */
export const resolveBySystem: ResolveName = async (name) =>
  (await lookUpName(name, { all: true })).map(({ address }) => address);

/** A guard that lets public addresses pass. */
export function createAddressGuard(resolve: ResolveName = resolveBySystem): AddressGuard {
  async function resolvePublic(name: string): Promise<string[]> {
    const addresses = await resolve(name);
    // One that is not is enough: which of them is taken is not ours to say.
    const refused = addresses.find((address) => !isPublicAddress(address));
    if (refused !== undefined)
      throw new RefusedAddressError(phraseOf('{name} resolves to {address}', { name, address: refused }));
    return addresses;
  }

  return {
    lookup(name, options, callback) {
      resolvePublic(name).then(
        (addresses) => {
          const found = addresses.map((address) => ({ address, family: isIP(address) }));
          const [first] = found;
          if (options.all === true) callback(null, found);
          else if (first === undefined) callback(notFound(name), '');
          else callback(null, first.address, first.family);
        },
        // as: the type wants an error of the system; any error reaches the one who connects.
        (error: unknown) => callback(error as NodeJS.ErrnoException, ''),
      );
    },
    assertPeer(address, host) {
      if (address !== undefined && isPublicAddress(address)) return;
      throw new RefusedAddressError(
        address === undefined
          ? phraseOf('{host} is at no address', { host })
          : phraseOf('{host} is at {address}', { host, address }),
      );
    },
    async assertName(name) {
      if (isIP(name) === 0) await resolvePublic(name);
    },
  };
}

function notFound(name: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`no address of ${name}`), { code: 'ENOTFOUND' });
}

/** True for a host that the configuration lets sources reach, whatever its address. */
export function isAllowedHost({ host }: HttpAddress, allowHosts: readonly string[]): boolean {
  return allowHosts.includes(host);
}

/**
 * True when the host of an address, as it stands there, is never reached; false when its name alone says nothing against
 * it. A URL has read any spelling of a number by now.
 */
export function isRefusedHost(address: HttpAddress, allowHosts: readonly string[]): boolean {
  if (isAllowedHost(address, allowHosts)) return false;
  const name = bareHost(address.url);
  return isIP(name) === 0 ? isLoopbackHost(name) : !isPublicAddress(name);
}

/** The host without the brackets of IPv6. */
export function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** What is said of a source (`path`) whose host is not public; `where` tells how that is known. */
export function hostRefusal(path: string, host: string, where?: Phrase): Sentence {
  return where === undefined
    ? sentenceOf('{path} is on this machine or in a private network: sources.allowHosts has no "{host}"', {
        path,
        host,
      })
    : sentenceOf('{path} is on this machine or in a private network ({where}): sources.allowHosts has no "{host}"', {
        path,
        host,
        where,
      });
}

/** What a configuration lets sources of servers reach. */
export interface ReachableServers {
  /** Hosts that are reached although they are not public. */
  allowHosts: readonly string[];
  /** Names of the buckets of `sources.s3`. */
  buckets: readonly string[];
}

/**
 * Refuses a source whose host, as written, or whose bucket is not to be reached; its text has been checked. Error:
 * `SourceNotAllowed`, `InvalidRequest` for a text that is no address.
 */
export function assertReachable(source: string, { allowHosts, buckets }: ReachableServers): void {
  if (isS3Source(source)) {
    const { bucket } = parseS3Source(source);
    if (buckets.includes(bucket)) return;
    throw new ModelrailError('SourceNotAllowed', unknownBucket(source, bucket, buckets));
  }
  // Its address stands in the configuration; a worker says whether there is such a platform.
  if (isPlatformSource(source)) return;
  const address = parseHttpAddress(source);
  const shown = shownSource(source);
  if ('problem' in address) throw new ModelrailError('InvalidRequest', problemOf(shown, address.problem));
  if (isRefusedHost(address, allowHosts)) {
    throw new ModelrailError('SourceNotAllowed', hostRefusal(shown, address.host));
  }
}

/** Why a source (`path`) is not read that is in a bucket of this name. */
export function unknownBucket(path: string, name: string, known: readonly string[]): Sentence {
  const bucket = JSON.stringify(name);
  return known.length === 0
    ? sentenceOf('{path} is in a bucket that is not in sources.s3: {bucket} (it has none)', { path, bucket })
    : sentenceOf('{path} is in a bucket that is not in sources.s3: {bucket} (it has {known})', {
        path,
        bucket,
        known: namesOf(known),
      });
}
