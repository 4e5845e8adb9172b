import { z } from 'zod';
import {
  LABEL_KEY_PATTERN,
  LABEL_VALUE_PATTERN,
  type Labels,
  labelProblems,
  MAX_LABEL_KEY,
  MAX_LABEL_VALUE,
  MAX_LABELS,
} from '../../contracts/labels.ts';
import { component } from './component.ts';

/** The labels of a request, also in answers. No record of zod's: that leaves out a key `__proto__` where it has to be refused. */
export const labels = component(
  'Labels',
  'Keys of your own, such as the number of an order, shown in lists, reports and messages and readable in Temporal: no secrets.',
  z
    .unknown()
    .superRefine((given, context) => {
      for (const { key, message } of labelProblems(given)) {
        context.addIssue({ code: 'custom', path: key === undefined ? [] : [key], message });
      }
    })
    .meta({
      type: 'object',
      maxProperties: MAX_LABELS,
      propertyNames: { type: 'string', maxLength: MAX_LABEL_KEY, pattern: LABEL_KEY_PATTERN.source },
      additionalProperties: {
        type: 'string',
        minLength: 1,
        maxLength: MAX_LABEL_VALUE,
        pattern: LABEL_VALUE_PATTERN.source,
      },
    }),
  [{ order: '4711' } satisfies Labels],
);
