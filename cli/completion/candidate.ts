/** A word that may stand at the cursor. */
export interface Candidate {
  value: string;
  /** What it is. */
  text?: string;
}

/** What may stand at the cursor: whole words, or the names of files, which the shell knows. */
export type Candidates = 'files' | Candidate[];
