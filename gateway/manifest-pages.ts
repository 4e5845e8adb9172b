import type { Manifest } from '../contracts/manifest.ts';
import { sentenceOf } from '../contracts/sentences.ts';
import { ModelrailError } from '../lib/errors.ts';

/** Files, and steps, in one answer. */
const PAGE_SIZE = 1_000;
/** A manifest of many pages is read from whole histories: for so long after an answer it is not read anew for the next. */
const KEPT_MS = 60_000;
/** Manifests that are kept at a time, the last ones asked for. */
const MOST_KEPT = 4;
const TOKEN_PATTERN = /^manifest-([1-9]\d{0,5})$/;

/** A manifest with a part of its files and of its steps; positions are those of the whole. */
export type ManifestPage = Manifest & {
  /** What the next page is asked for with; absent on the last one. */
  nextPageToken?: string;
};

/** Gives manifests in pages. */
export interface ManifestPages {
  /** A page; the first without a token. Errors: those of `read`; `NotFound` for a token that no answer gave. */
  page(id: string, token?: string): Promise<ManifestPage>;
  /** Forgets what is kept. */
  close(): void;
}

/** Pages of what `read` gives: the first page is read anew, later ones are of what was read for it while that is kept. */
export function createManifestPages(read: (id: string) => Promise<Manifest>): ManifestPages {
  const kept = new Map<string, { manifest: Manifest; timer: NodeJS.Timeout }>();

  function forget(id: string): void {
    clearTimeout(kept.get(id)?.timer);
    kept.delete(id);
  }

  function keep(id: string, manifest: Manifest): void {
    forget(id);
    kept.set(id, { manifest, timer: setTimeout(() => forget(id), KEPT_MS).unref() });
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) forget(oldest);
  }

  return {
    async page(id, token) {
      const number = token === undefined ? 0 : Number(TOKEN_PATTERN.exec(token)?.[1]);
      if (Number.isNaN(number)) throw noSuchPage();
      const manifest = (token === undefined ? undefined : kept.get(id)?.manifest) ?? (await read(id));
      const page = pageOf(manifest, number);
      if (page.nextPageToken === undefined) forget(id);
      else keep(id, manifest);
      return page;
    },
    close() {
      for (const id of [...kept.keys()]) forget(id);
    },
  };
}

function pageOf(manifest: Manifest, number: number): ManifestPage {
  const pages = Math.max(1, Math.ceil(Math.max(manifest.files.length, manifest.steps.length) / PAGE_SIZE));
  if (number >= pages) throw noSuchPage();
  const [from, to] = [number * PAGE_SIZE, (number + 1) * PAGE_SIZE];
  return {
    ...manifest,
    files: manifest.files.slice(from, to),
    steps: manifest.steps.slice(from, to),
    ...(number + 1 < pages ? { nextPageToken: `manifest-${number + 1}` } : {}),
  };
}

function noSuchPage(): ModelrailError {
  return new ModelrailError('NotFound', sentenceOf('no page of this manifest has this token: begin again without one'));
}
