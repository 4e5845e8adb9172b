/** Chinese of what requests and declarations are expected to be, by the English that stands in their schemas. */
export const SCHEMAS_REQUESTS: Readonly<Record<string, string>> = {
  'must be 1 to 255 characters without blanks, slashes and control characters':
    '须为 1 到 255 个字符，不能有空格、斜线和控制字符',

  minute: '分钟',
  hour: '小时',
  'day of the month': '日期',
  month: '月份',
  'day of the week': '星期',

  'must be a declaration, such as "source:"': '须为一份声明，如 "source:"',
  'must be width and height in pixels, such as 400x300': '须为以像素计的宽和高，如 400x300',
  'must be an absolute folder': '须为绝对路径的文件夹',
  'must be an MD5 of 32 hex digits': '须为 32 位十六进制的 MD5',
  'must be "mirror", or be left out of a sync of files': '须为 "mirror"；文件的同步不写这一项',
  'cannot be compared: by its address the platform fetches the file itself': '无法比较：平台按网址自己取文件',
  'has half a character (an unpaired surrogate), which cannot be written as UTF-8':
    '里有半个字符（不成对的代理项），无法写成 UTF-8',
  'has a character that no path can have': '里有路径不能有的字符',
  'is for a file of a disk: an address has none, leave it out': '只用于磁盘上的文件：网址没有主机，请去掉',
  'is missing, and `default` has none': '没有填写，`default` 里也没有',
  'is missing: a file, or `areas` and `default`': '没有填写：请写文件，或 `areas` 和 `default`',
  'is missing: a group (ownerType 1) has an id': '没有填写：群组（ownerType 1）要写编号',
  'is no source: there are absolute paths of a disk, addresses of http and https, s3://BUCKET/KEY and iuap://PLATFORM/FILEPATH':
    '不能作来源：来源是磁盘上的绝对路径、http 和 https 网址、s3://BUCKET/KEY 和 iuap://PLATFORM/FILEPATH',
  'has a blank, a control character or a backslash: percent-encode it': '里有空格、控制字符或反斜线：请用百分号编码',
  'has a user in it: an address with user info is no source': '里有用户名：带用户信息的网址不能作来源',
  'is not a URL': '不是网址',
  'is no s3://BUCKET/KEY': '不是 s3://BUCKET/KEY',
  'is no s3://BUCKET/PREFIX/': '不是 s3://BUCKET/PREFIX/',
  'is no iuap://PLATFORM/FILEPATH[/GROUPNAME], each part percent-encoded':
    '不是 iuap://PLATFORM/FILEPATH[/GROUPNAME]，各部分要用百分号编码',
  'has to end with a slash: all below it is synced': '须以斜线结尾：同步它之下的全部内容',
  'names no object but all below it, which the command line alone can list':
    '指的不是一个对象，而是其下的全部，只有命令行能列出它们',
  'names no attachment but all of them, which the command line alone can list':
    '指的不是一个附件，而是全部附件，只有命令行能列出它们',
  'names one attachment, where a sync takes those of a document or a group':
    '指的是一个附件，而同步的是整个单据或分组的附件',
  'what is hidden (a name with a leading dot) is not': '隐藏的文件（名字以点开头）不读取',
  'it belongs to modelrail itself': '它属于 modelrail 本身',
};
