import type { Sentence } from './sentences.ts';

/** What is worth knowing of an ingestion as a whole, in sentences. */
export interface Remembered {
  /** What it will probably fail by, or do a second time. */
  warnings?: string[];
  notes?: string[];
  /** Sentences by which what is kept in English is said in other languages. */
  told?: Sentence[];
}

/** What an ingestion that has ended did with a content. */
export interface EarlierContent {
  /** The ingestion. */
  id: string;
  outcome: 'delivered' | 'notConverted';
  /** The project that it delivered into, on platforms that have projects. */
  projectId?: string;
  /** Why it was not converted. */
  reason?: string;
}

/** A file of a disk as it is now. */
export interface FileVersion {
  source: string;
  /** Bytes. */
  size: number;
  /** When it was changed last, in milliseconds since the epoch. */
  modifiedAtMs: number;
}

/** A target on a platform, and the ingestion that asks about it. */
export interface TargetQuestion {
  platform: string;
  /** Whose own runs do not count. */
  asking: string;
}
