import { z } from 'zod';

const platformFile = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  hash: z.string(),
  size: z.number(),
  tags: z.array(z.string()).nullable(),
  createdUserId: z.string(),
  md5: z.string().nullable(),
});
/** A whole file on the platform. */
export type PlatformFile = z.infer<typeof platformFile>;

const platformState = z.object({
  projects: z.array(
    z.object({
      id: z.string(),
      code: z.string(),
      name: z.string(),
      areaCode: z.string(),
      type: z.number(),
      stage: z.number(),
    }),
  ),
  groups: z.array(z.object({ id: z.string(), name: z.string(), projectId: z.string(), taskId: z.string() })),
  models: z.array(
    z.object({
      name: z.string(),
      fileName: z.string(),
      path: z.string(),
      hash: z.string(),
      size: z.number(),
      projectId: z.string(),
      modelGroupId: z.string(),
      taskId: z.string(),
      ssoCreatorUserId: z.string(),
    }),
  ),
  files: z.array(platformFile),
  uploads: z.array(z.object({ hash: z.string(), received: z.array(z.number()) })),
  tasks: z.array(
    z.object({
      taskId: z.string(),
      modelGroupId: z.string(),
      outcome: z.enum(['succeed', 'fail', 'lose']),
      /** Longer than 0 for a task that was not found at first. */
      visibleAfterMs: z.number().default(0),
      models: z.array(z.object({ name: z.string(), hash: z.string(), errorMessage: z.string() })),
    }),
  ),
});
/** What the oracle looks at of `GET /_sim/state`. */
export type PlatformState = z.infer<typeof platformState>;

const standingFaults = z.array(
  z.object({ id: z.string(), rule: z.record(z.string(), z.unknown()), matched: z.number(), fired: z.number() }),
);
/** The answer of `GET /_sim/faults`. */
export type StandingFaults = z.infer<typeof standingFaults>;

/** Reads `GET /_sim/state`. */
export async function readPlatformState(url: string): Promise<PlatformState> {
  return platformState.parse(await getJson(`${url}/_sim/state`));
}

/** Reads `GET /_sim/faults`. */
export async function readFaults(url: string): Promise<StandingFaults> {
  return standingFaults.parse(await getJson(`${url}/_sim/faults`));
}

/** Reads `GET /_sim/losses`. */
export async function readLosses(url: string): Promise<{ chunk: number; upload: number }> {
  return z.object({ chunk: z.number(), upload: z.number() }).parse(await getJson(`${url}/_sim/losses`));
}

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}
