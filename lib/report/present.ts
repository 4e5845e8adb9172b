import type { DeliveryReport, ReportedIngestion } from '../../contracts/report.ts';
import { createSayer } from '../../contracts/sentences.ts';
import { packageVersion } from '../package-version.ts';
import { type Say, speaker } from '../words/catalogue.ts';
import type { Language } from '../words/words.ts';
import { chineseOf } from '../words/zh/sentences.ts';
import { type Clock, createClock } from './clock.ts';
import { type NamesOfKind, nameOf } from './names.ts';

/** How a report is put into words. */
export interface PresentOptions {
  language: Language;
  names: NamesOfKind;
}

/** With what the pieces of a report are put into words. */
export interface Presenter {
  language: Language;
  say: Say;
  clock: Clock;
  version: string;
  /** What an id or a label of a kind of platform is called. */
  name(kind: string | undefined, key: string): string;
  /** Says English that an ingestion has kept, by what was kept with it. */
  kept(run: Pick<ReportedIngestion, 'told'>): (english: string) => string;
}

/** Makes what puts this report into words. */
export function presenterOf({ madeAt }: DeliveryReport, { language, names }: PresentOptions): Presenter {
  return {
    language,
    say: speaker(language),
    clock: createClock(madeAt),
    version: packageVersion(),
    name: (kind, key) => nameOf(names, kind, key, language),
    kept: ({ told }) => createSayer(told, (text) => (language === 'en' ? undefined : chineseOf(text))),
  };
}

/** Of sizes on a report: `7.73 MiB`. */
export const SIZE_DECIMALS = 2;

/** `8,105,281`. */
export function numberText(number: number): string {
  return number.toLocaleString('en-US');
}
