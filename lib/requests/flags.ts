/** A flag of the command line that sets a place of a request. Its value is checked by the request's schema. */
export interface RequestFlag {
  /** As Commander has it: `--project-id <id>`; `<values...>` takes several. */
  flag: string;
  /** The place that it sets: `project.id`, or `files[].tags` of every file. */
  path: string;
  /** The heading of the help under which it stands. */
  group?: string;
  text: string;
  /** What its value is made of. Default: text; one without a value is a switch. A `folder` is made absolute; `labels` are `KEY=VALUE`. */
  type?: 'integer' | 'folder' | 'labels';
  /** The values that it takes. */
  choices?: readonly string[];
  /** What counts without it, as the help says it. */
  unset?: string;
  /** A value for an example of a whole command. */
  example?: string;
}

/** The flags of `ingest` for platforms of one kind. */
export interface RequestFlags {
  flags: readonly RequestFlag[];
  /** How places that no single flag sets are called when a problem is told. */
  places?: Readonly<Record<string, string>>;
}
