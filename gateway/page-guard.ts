import type { FastifyRequest } from 'fastify';
import { type Phrase, phraseOf, sentenceOf } from '../contracts/sentences.ts';
import { ModelrailError } from '../lib/errors.ts';

/**
 * Refuses what a page of another origin has a browser send to a gateway without tokens: any page could then cancel
 * ingestions, or hold streams open. Browsers name the page by `Origin`, and by `Sec-Fetch-Site` where they leave that
 * out; other programs send neither. Followed links pass: they only show what there is to the person at this machine.
 * Error: `PermissionDenied`.
 */
export function createPageGuard(corsOrigins: readonly string[]): (request: FastifyRequest) => void {
  const allowed = new Set(corsOrigins.map((origin) => new URL(origin).origin));
  return ({ method, headers }) => {
    // Asks only what may be sent; the answer says so.
    if (method === 'OPTIONS') return;
    const { origin } = headers;
    if (origin !== undefined) {
      if (allowed.has(origin) || isOwn(origin, headers.host)) return;
      throw refusal(phraseOf('a page of {origin}', { origin: origin.slice(0, 200) }));
    }
    const site = headers['sec-fetch-site'];
    if (site === undefined || site === 'same-origin' || site === 'none') return;
    const isLink = (method === 'GET' || method === 'HEAD') && headers['sec-fetch-mode'] === 'navigate';
    if (!isLink) throw refusal(phraseOf('a page of another origin'));
  };
}

/** True for the gateway's own pages, such as `/docs`. */
function isOwn(origin: string, host: string | undefined): boolean {
  return host !== undefined && [`http://${host}`, `https://${host}`].includes(origin.toLowerCase());
}

function refusal(page: Phrase): ModelrailError {
  return new ModelrailError(
    'PermissionDenied',
    sentenceOf(
      '{page} may not call a gateway without tokens: list its origin in gateway.corsOrigins, or set gateway.tokens',
      { page },
    ),
  );
}
