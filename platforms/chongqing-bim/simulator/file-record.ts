import { z } from 'zod';

/** The platform's record of a whole file (manual section 2, `item.file`). */
export const fileRecord = z.object({
  id: z.string().min(1),
  name: z.string(),
  path: z.string().min(1),
  createdUserId: z.string(),
  hash: z.string(),
  createdUserName: z.string().nullish(),
  type: z.string().nullish(),
  size: z.number(),
  createdAt: z.string().nullish(),
  url: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
});
