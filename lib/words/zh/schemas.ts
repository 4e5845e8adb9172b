import { SCHEMAS_REQUESTS } from './schemas-requests.ts';

/** Chinese of what settings and requests are expected to be, by the English that stands in their schemas. */
export const SCHEMAS: Readonly<Record<string, string>> = {
  ...SCHEMAS_REQUESTS,

  'a number': '数字',
  'an address': '网址',
  'a size such as 4MiB (units: B, KiB, MiB, GiB)': '大小，如 4MiB（单位：B、KiB、MiB、GiB）',
  'a duration such as 30s (units: ms, s, m, h, d)': '时长，如 30s（单位：ms、s、m、h、d）',
  'an address such as https://bim.example.com': '网址，如 https://bim.example.com',
  'a chunk': '一个分块',
  'two parts': '两个分段',
  'expected the URL of an HTTP proxy, such as http://proxy.example.com:3128':
    '须为 HTTP 代理的网址，如 http://proxy.example.com:3128',
  'expected HOST:PORT': '须为 HOST:PORT',
  'expected a name': '须为名字',
  'expected a name that is no number': '须为名字，不能是数字',
  'expected the name of a bucket': '须为存储桶的名字',
  'a webhook is signed: `secret` is 24 to 64 bytes in base64, as `openssl rand -base64 32` makes them':
    'webhook 要签名：`secret` 须为 24 到 64 字节的 base64，可用 `openssl rand -base64 32` 生成',
  'at most 50MiB: larger files go by position': '不能大于 50MiB：更大的文件按位置发送',
  'between 64KiB and 50MiB: as much as the platform takes in one request':
    '须在 64KiB 和 50MiB 之间：平台一个请求最多接收这么多',
  'give username and password, or clientId, accountId and accountBelong':
    '请写 username 和 password，或 clientId、accountId 和 accountBelong',
};
