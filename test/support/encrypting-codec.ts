import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { PayloadCodec } from '@temporalio/common';
import protos from '@temporalio/proto';

const { Payload } = protos.temporal.api.common.v1;
const ENCODING = Buffer.from('binary/encrypted');
const KEY = Buffer.alloc(32, 7);
const [NONCE_BYTES, TAG_BYTES] = [12, 16];

/** Encrypts every payload as a whole (AES-256-GCM), its metadata too. It leaves alone what it did not encrypt. */
export const encryptingCodec: PayloadCodec = {
  async encode(payloads) {
    return payloads.map((payload) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', KEY, nonce);
      const sealed = [cipher.update(Payload.encode(payload).finish()), cipher.final()];
      return { metadata: { encoding: ENCODING }, data: Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]) };
    });
  },
  async decode(payloads) {
    return payloads.map((payload) => {
      const { data } = payload;
      if (!data || !ENCODING.equals(payload.metadata?.['encoding'] ?? Buffer.alloc(0))) return payload;
      const decipher = createDecipheriv('aes-256-gcm', KEY, data.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(data.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Payload.decode(Buffer.concat([decipher.update(data.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]));
    });
  },
};
