import { type Phrase, phraseOf } from '../../contracts/sentences.ts';
import type { CompoundEntry, CompoundFile } from './compound-file.ts';

/** What a compound file is; `undefined` as kind where its directory does not say. */
export type RevitOr =
  | { kind: 'revit'; version?: string }
  | { kind: 'dgn' }
  | { kind: 'office'; words: Phrase }
  | { kind: undefined };

const INFO = 'BasicFileInfo';
/** More than any that was seen: some 2 KiB with a long path. */
const MAX_INFO_BYTES = 8 * 1024;
const OFFICE: Readonly<Record<string, Phrase>> = {
  WordDocument: phraseOf('a Word document'),
  Workbook: phraseOf('an Excel workbook'),
  'PowerPoint Document': phraseOf('a PowerPoint presentation'),
};

/** What a compound file is, by the names in its directory. Throws as {@link CompoundFile} does. */
export async function whatCompoundIs(file: CompoundFile): Promise<RevitOr> {
  for await (const entry of file.entries()) {
    if (entry.name === INFO) return await revit(file, entry);
    const words = OFFICE[entry.name];
    if (words !== undefined) return { kind: 'office', words };
    if (/^Dgn[~^]/.test(entry.name)) return { kind: 'dgn' };
  }
  return { kind: undefined };
}

async function revit(file: CompoundFile, entry: CompoundEntry): Promise<RevitOr> {
  const version = releaseIn(await file.content(entry, MAX_INFO_BYTES));
  return version === undefined ? { kind: 'revit' } : { kind: 'revit', version };
}

/** The release of Revit that wrote a file, in all forms that BasicFileInfo had. */
function releaseIn(info: Buffer): string | undefined {
  // Its texts are of two bytes a character, and begin at even or odd places.
  const text = `${info.toString('utf16le')}\n${info.subarray(1).toString('utf16le')}`;
  return (
    /\bFormat: ?(\d{4})\b/.exec(text)?.[1] ??
    /Autodesk Revit[^\r\n\0(]{0,40}? (\d{4})\b/.exec(text)?.[1] ??
    /Revit Build: ?[^\r\n\0(]{0,60}? (\d{4}|\d\.\d)\b/.exec(text)?.[1]
  );
}
