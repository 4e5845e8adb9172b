import type { z } from 'zod';

/** Key in a JSON schema with what it is called, to be taken out again by those who make a document of it. */
export const COMPONENT_KEY = 'x-component';
/** Key in a JSON schema with another one that says the same better than it can be made of its checks. */
export const SHOWN_AS_KEY = 'x-shown-as';

/** What a description of the API has under a name of its own. */
export interface Component {
  name: string;
  /** What it is, wherever it is used. */
  description: string;
  /** Values of it. */
  examples?: readonly unknown[];
}

/**
 * The schema under a name of its own in the description of the API, from which clients take the names of their types.
 * Schemas that are told alike may share a name.
 */
export function component<S extends z.ZodType>(
  name: string,
  description: string,
  schema: S,
  examples?: readonly unknown[],
): S {
  const named: Component = { name, description, ...(examples === undefined ? {} : { examples }) };
  return schema.meta({ ...schema.meta(), description, [COMPONENT_KEY]: named });
}
