/** The words of the page itself. The texts of the methods come with the model. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Lang } from "./model";

const WORDS = {
  skip: ["跳到正文", "Skip to content"],
  search: ["搜索接口、参数、错误码", "Search methods, parameters, codes"],
  searchKey: ["按 / 搜索", "Press / to search"],
  methods: ["接口", "Methods"],
  found: ["个接口", "methods"],
  none: ["没有符合的接口", "No method matches"],
  overview: ["通用说明", "Overview"],
  codes: ["错误码", "Codes"],
  back: ["全部接口", "All methods"],
  language: ["English", "中文"],
  switchLanguage: ["Switch to English", "切换到中文"],
  loading: ["载入中…", "Loading…"],
  failed: ["文档载入失败，请刷新重试。", "The documentation did not load; please reload."],
  unknown: ["没有这个接口：", "No such method: "],
  parameters: ["请求参数", "Parameters"],
  noParameters: ["除公共参数外没有其他参数。", "None beside the fixed ones."],
  reply: ["返回数据", "Reply"],
  noReply: ["没有 data。", "There is no data."],
  faults: ["错误码", "Faults"],
  example: ["示例", "Example"],
  exampleReply: ["返回示例", "Reply of the example"],
  unsigned: ["不签名的调用", "Call without a signature"],
  unsignedExample: ["不签名的示例", "Example without a signature"],
  unsignedReply: ["不签名的返回示例", "Reply of the example without a signature"],
  noParametersAtAll: ["没有参数。", "There are no parameters."],
  place: ["参数位置", "Parameters are in"],
  json: ["JSON 请求体", "a JSON body"],
  form: ["表单", "a form"],
  multipart: ["multipart 表单", "a multipart form"],
  query: ["查询字符串", "the query"],
  name: ["名称", "Name"],
  type: ["类型", "Type"],
  meaning: ["说明", "Meaning"],
  required: ["必填", "required"],
  optional: ["可选", "optional"],
  notAlways: ["可能没有", "not always there"],
  code: ["code", "code"],
  cure: ["怎么办", "What to do"],
  version: ["版本", "Version"],
  aliases: ["别名", "Also called"],
  classes: ["应用类型", "Classes of apps"],
  session: ["需要登录", "Needs a session"],
  optionalSession: ["可选登录", "Session optional"],
  open: ["无需登录", "No session"],
  once: ["重试安全", "Safe to retry"],
  onceMeaning: ["同一签名只生效一次，重试得到同一个返回", "One effect per signature; a retry gets the same reply"],
  requestToken: ["防重复令牌", "Request token"],
  image: ["图片上传", "Takes a picture"],
  field: ["字段", "Fields of the form"],
  fixed: ["公共参数", "Fixed parameters"],
  envelope: ["返回结构", "Envelope"],
  signing: ["签名示例", "Signing by example"],
  secret: ["密钥", "secret"],
  tryIt: ["试一试", "Try it"],
  sandboxNone: [
    "发送时自动领取一个沙箱应用：几分钟后失效，不需要任何真实密钥。",
    "Sending gets a sandbox app by itself. It lives for minutes; no real secret is needed.",
  ],
  sandbox: ["沙箱应用", "Sandbox app"],
  noTry: [
    "此处只能查看签名：沙箱应用只由非生产环境的运维端口（ops.listen）发放，请在那里打开 /docs/ 来发送。",
    "Here calls are signed, not sent: sandbox apps come from the ops listener (ops.listen) of a gateway that is not in production. Open /docs/ there to send.",
  ],
  notForApps: [
    "沙箱应用的类型是 app，不能调用此接口：会得到 403。请用 gateway app create 建立相应类型的应用。",
    "Sandbox apps are of class app and may not call this method: they get 403. Make an app of the right class with gateway app create.",
  ],
  loggedIn: ["已登录，token 会自动填入", "Logged in: the token is filled in"],
  logOut: ["清除", "Forget"],
  needLogin: ["先登录：", "Log in first: "],
  common: ["公共参数与签名方式", "Fixed parameters and signature"],
  platform: ["平台", "Platform"],
  token: ["会话令牌", "Session token"],
  picture: ["图片文件", "Picture"],
  fetch: ["取一个", "Get one"],
  emptyIsAbsent: ["不填则不传", "Left out if empty"],
  invalidJson: ["不是有效的 JSON", "This is not JSON"],
  send: ["发送", "Send"],
  sending: ["发送中…", "Sending…"],
  hashed: ["被签名的原文", "The exact text that is hashed"],
  hashedMd5: ["UPPER(MD5(data + 密钥))，高亮部分是密钥", "UPPER(MD5(data + secret)); the secret is highlighted"],
  hashedHmac: ["UPPER(HMAC-SHA256(密钥, data))，原文即 data", "UPPER(HMAC-SHA256(secret, data)); the text is data"],
  signature: ["签名", "Signature"],
  curl: ["命令行", "Command line"],
  answer: ["返回", "Reply"],
  noAnswer: ["还没有发送。", "Nothing was sent yet."],
  callerFault: ["请求有问题：原样重试仍会失败", "The call is wrong: it would fail again"],
  gatewayFault: ["服务端暂时的问题：稍后可能成功", "A problem of the gateway: it may work later"],
  copy: ["复制", "Copy"],
  copied: ["已复制", "Copied"],
  notSent: ["没有发送成功：", "Not sent: "],
  production: ["生产环境不发放沙箱应用", "Production hands out no sandbox apps"],
  busy: ["沙箱应用太多，请稍后再试", "There are too many sandbox apps; try again later"],
  cross_site: [
    "网关不认识这个页面的域名，请用 localhost、IP 地址，或写入 docs.hosts 的域名打开",
    "The gateway does not know the name of this host: open the page by localhost, an address, or a name in docs.hosts",
  ],
} as const;

export type Word = keyof typeof WORDS;
export type Say = (word: Word) => string;

export const sayIn =
  (lang: Lang): Say =>
  (word) =>
    WORDS[word][lang === "zh" ? 0 : 1];

export const Saying = createContext<Say>(sayIn("zh"));

/** Returns the function that translates a word into the language of the page. */
export const useSay = () => useContext(Saying);

export const isWord = (name: string): name is Word => name in WORDS;
