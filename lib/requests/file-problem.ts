/** A file, folder or pattern that cannot be taken. */
export interface FileProblem {
  type: 'InvalidRequest' | 'SourceNotFound' | 'SourceNotAllowed';
  message: string;
}
