import { setCurrentDetails, type WorkflowInterceptorsFactory } from '@temporalio/workflow';

/** By this query Temporal's pages ask a run for its current details; nothing else reads them. */
const METADATA_QUERY = '__temporal_workflow_metadata';

/** Each run has modules of its own. */
let make: (() => string) | undefined;

/** Says how the current details are made, as Markdown: whenever a page asks, of the state as it is then. */
export function tellDetails(details: () => string): void {
  make = details;
}

/** Makes the details for a page that asks. With every change of a thousand files it would be most of what a run costs. */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  internals: [
    {
      activate(input, next) {
        const isAsked = input.activation.jobs?.some(({ queryWorkflow }) => queryWorkflow?.queryType === METADATA_QUERY);
        if (isAsked === true && make !== undefined) setCurrentDetails(make());
        next(input);
      },
    },
  ],
});
