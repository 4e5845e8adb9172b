import { z } from 'zod';
import type { Store } from '../../../lib/simulation/store.ts';
import { type UploadPlan, uploadPlan } from './assembly.ts';

/** What is on record of partial uploads: enough to take them up after a restart. */
export interface UploadLedger {
  /** Every partial upload with the numbers of its chunks. */
  load(): { plan: UploadPlan; received: number[] }[];
  setPlan(plan: UploadPlan): void;
  /** A chunk is there; the first one brings its plan with it. */
  addChunk(plan: UploadPlan, number: number, bytes: number): void;
  forget(plan: UploadPlan): void;
}

/** Opens the ledger. */
export function createUploadLedger(store: Store): UploadLedger {
  const plans = store.collection('uploads', (value) => uploadPlan.parse(value));
  const chunks = store.collection('chunks', (value) => z.number().parse(value));

  function receivedOf({ hash, totalChunks }: UploadPlan): number[] {
    return numbersTo(totalChunks).filter((number) => chunks.has(`${hash}/${number}`));
  }

  return {
    load: () => [...plans.values()].map((plan) => ({ plan, received: receivedOf(plan) })),
    setPlan: (plan) => plans.set(plan.hash, plan),
    addChunk(plan, number, bytes) {
      if (!plans.has(plan.hash)) plans.set(plan.hash, plan);
      chunks.set(`${plan.hash}/${number}`, bytes);
    },
    forget(plan) {
      chunks.delete(...receivedOf(plan).map((number) => `${plan.hash}/${number}`));
      plans.delete(plan.hash);
    },
  };
}

/** 1 … last. */
export function numbersTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
