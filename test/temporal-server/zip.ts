import { crc32, deflateRawSync } from 'node:zlib';

/** A zip file with one entry, packed or stored, and something before and behind it that a reader has to skip. */
export function zipOf(entry: string, content: Buffer, options: { isPacked: boolean }): Buffer {
  const name = Buffer.from(entry);
  const data = options.isPacked ? deflateRawSync(content) : content;
  // The extra field of the local header differs in length from the directory's, as real tools write it.
  const localExtra = Buffer.from([0x55, 0x54, 1, 0, 0]);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(options.isPacked ? 8 : 0, 4);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(data.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const localFields = Buffer.from(common);
  localFields.writeUInt16LE(localExtra.length, 24);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), localFields, name, localExtra, data]);
  const directory = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  const comment = Buffer.from('a comment');
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([local, directory, end, comment]);
}
