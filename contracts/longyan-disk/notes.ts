/** What is told of a file that was sent again without an answer to the time before. */
export const COPY_NOTE = 'it was sent more than once: the platform may have a copy without a resource';
