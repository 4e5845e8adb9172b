import { z } from 'zod';
import { alteration } from './alter.ts';

/** What a fault does to the request it falls upon; the page of each simulator in docs/platforms describes them. */
export const FAULT_KINDS = [
  'status',
  'cut-before',
  'cut-after',
  'delay',
  'html',
  'truncated-json',
  'expired-token',
  'refusal',
  'altered',
  'hang',
] as const;
/** One of {@link FAULT_KINDS}. */
export type FaultKind = (typeof FAULT_KINDS)[number];

const faultKind = z.enum(FAULT_KINDS);

/**
 * How a token that has ended shows: HTTP 401; the platform's own envelope with HTTP 200; a redirect to a login page; that page
 * with HTTP 200; `{"code":401,"msg":…}` with HTTP 200.
 */
export const TOKEN_ENDS = ['status', 'envelope', 'redirect', 'page', 'code'] as const;
/** One of {@link TOKEN_ENDS}. */
export type TokenEnd = (typeof TOKEN_ENDS)[number];

/** A fault as `POST /_sim/faults` takes it. */
export const faultRule = z
  .strictObject({
    id: z.string().min(1).optional(),
    match: z
      .strictObject({ endpoint: z.string().optional(), path: z.string().optional(), method: z.string().optional() })
      .default({}),
    /** Falls upon every nth request that matches. */
    every: z.number().int().positive().default(1),
    /** Falls at most so often. */
    times: z.number().int().positive().optional(),
    /** Leaves the first n matching requests alone. */
    after: z.number().int().nonnegative().default(0),
    kind: faultKind.optional(),
    /** Kinds that are taken in turn, in place of `kind`. */
    kinds: z.array(faultKind).min(1).optional(),
    /** Status of the kinds `status` and `refusal`. */
    status: z.number().int().min(200).max(599).default(500),
    /** Status of kind `html`: 200 is a proxy's page that looks like success. */
    htmlStatus: z.number().int().min(200).max(599).default(200),
    delayMs: z.number().int().nonnegative().default(1_000),
    /** Added to the answer, e.g. `Retry-After`. */
    headers: z.record(z.string(), z.string()).default({}),
    /** Words of kind `refusal`. Default: what the platform says of an error that it does not explain. */
    message: z.string().optional(),
    /** `status`, `html`, `refusal` and `delay` come after the request took effect, instead of before. */
    effect: z.boolean().default(false),
    /** `expired-token` is told with HTTP 200 and `unAuthorizedRequest: true` where the platform has such an envelope. */
    envelope: z.boolean().default(false),
    /** What kind `altered` does to the answer of a request that took effect. */
    alter: alteration.default({}),
    /** How `expired-token` shows, in place of HTTP 401 or of what `envelope` says. */
    tokenEnd: z.enum(TOKEN_ENDS).optional(),
  })
  .refine((rule) => (rule.kind === undefined) !== (rule.kinds === undefined), {
    message: 'give either kind or kinds',
  });
/** See {@link faultRule}. */
export type FaultRule = z.infer<typeof faultRule>;

/** What is known of a request before its body is read. */
export interface RequestFacts {
  /** Name of the platform's call; undefined for an address that the platform does not have. */
  endpoint: string | undefined;
  path: string;
  method: string;
}

/** A fault that is to befall one request. */
export interface Fault {
  kind: FaultKind;
  rule: FaultRule;
  /** Ends when the rule is removed. */
  removed: AbortSignal;
}

/** A rule as it stands: how many requests it has matched, and upon how many it has fallen. */
export interface StandingRule {
  id: string;
  rule: FaultRule;
  matched: number;
  fired: number;
}

/** The fault switches of a simulator. They live in memory: a restarted simulator has none. */
export interface Faults {
  add(rule: FaultRule): StandingRule;
  list(): StandingRule[];
  /** Removes one rule; false when there is none of that id. */
  remove(id: string): boolean;
  clear(): void;
  /** Counts the request in every rule that matches it and gives the fault of the first rule whose turn it is. */
  take(request: RequestFacts): Fault | undefined;
}

/** Makes a set of fault switches, all off. */
export function createFaults(): Faults {
  const rules = new Map<string, StandingRule>();
  const removals = new Map<string, AbortController>();
  let made = 0;

  function remove(id: string): boolean {
    removals.get(id)?.abort();
    removals.delete(id);
    return rules.delete(id);
  }

  return {
    add(rule) {
      made += 1;
      const standing: StandingRule = { id: rule.id ?? `fault-${made}`, rule, matched: 0, fired: 0 };
      remove(standing.id);
      rules.set(standing.id, standing);
      removals.set(standing.id, new AbortController());
      return standing;
    },
    list: () => [...rules.values()],
    remove,
    clear() {
      for (const id of [...rules.keys()]) remove(id);
    },
    take(request) {
      let fault: Fault | undefined;
      for (const standing of rules.values()) {
        if (!matches(standing.rule, request)) continue;
        standing.matched += 1;
        if (fault !== undefined || !isDue(standing)) continue;
        const kinds = standing.rule.kinds ?? (standing.rule.kind === undefined ? [] : [standing.rule.kind]);
        const kind = kinds[standing.fired % kinds.length];
        const removal = removals.get(standing.id);
        if (kind === undefined || removal === undefined) continue;
        standing.fired += 1;
        fault = { kind, rule: standing.rule, removed: removal.signal };
      }
      return fault;
    },
  };
}

function matches({ match }: FaultRule, request: RequestFacts): boolean {
  if (match.endpoint !== undefined && match.endpoint !== request.endpoint) return false;
  if (match.path !== undefined && !request.path.toLowerCase().startsWith(match.path.toLowerCase())) return false;
  return match.method === undefined || match.method.toUpperCase() === request.method;
}

function isDue({ rule, matched, fired }: StandingRule): boolean {
  if (rule.times !== undefined && fired >= rule.times) return false;
  return matched > rule.after && (matched - rule.after) % rule.every === 0;
}
