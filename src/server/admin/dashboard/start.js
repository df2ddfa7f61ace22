// What there is to do before the first call: commands and code that hold the address of this emulator.
import { copier, make } from '/_emulator/dashboard/dom.js';

const META = '{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"web"}';
const secure = location.protocol === 'https:';

const SNIPPETS = [
  ['curl', 'initialize.sh', () => `curl ${location.origin}/ \\
  -d Action=Initialize -d Version=2022-08-09 -d Format=JSON \\
  -d ProductCode=ID_OCR -d MerchantBizId=e0c34a77f5ac40a5aa5e6ed20c353888 \\
  -d MerchantUserId=123456789 -d DocType=01000000 \\
  --data-urlencode 'MetaInfo=${META}'
`],
  ['Python', 'initialize.py', () => `# pip install alibabacloud-cloudauth-intl20220809
from alibabacloud_cloudauth_intl20220809.client import Client
from alibabacloud_cloudauth_intl20220809.models import InitializeRequest
from alibabacloud_tea_openapi.models import Config

client = Client(
    Config(
        access_key_id="testid",
        access_key_secret="testsecret",
        protocol="${secure ? 'https' : 'http'}",
        endpoint="${location.host}",
    )
)
response = client.initialize(
    InitializeRequest(
        product_code="ID_OCR",
        merchant_biz_id="e0c34a77f5ac40a5aa5e6ed20c353888",
        merchant_user_id="123456789",
        meta_info='${META}',
        doc_type="01000000",
    )
)
print(response.body.result.transaction_url)
`],
  ['Node', 'initialize.js', () => `// npm install @alicloud/pop-core
const { RPCClient } = require('@alicloud/pop-core');

const client = new RPCClient({
  endpoint: '${location.origin}',
  accessKeyId: 'testid',
  accessKeySecret: 'testsecret',
  apiVersion: '2022-08-09',
});
const parameters = {
  ProductCode: 'ID_OCR',
  MerchantBizId: 'e0c34a77f5ac40a5aa5e6ed20c353888',
  MerchantUserId: '123456789',
  MetaInfo: '${META}',
  DocType: '01000000',
};
client
  .request('Initialize', parameters, { method: 'POST' })
  .then((answer) => console.log(answer.Result.TransactionUrl));
`],
];

export function start(box) {
  if (box.childElementCount) return;
  const code = make('pre', { class: 'snippet', tabindex: '0' });
  const copy = make('span');
  const choices = SNIPPETS.map(([name, file, text]) => make('button', { class: 'small', 'aria-pressed': 'false', onclick: event => {
    for (const other of choices) other.setAttribute('aria-pressed', String(other === event.currentTarget));
    code.textContent = text();
    code.setAttribute('aria-label', `A first call, ${name}`);
    copy.replaceChildren(copier('Copy', file, async () => text()));
  } }, name));
  box.append(
    make('h2', {}, 'No calls yet'),
    make('p', {}, 'Point an SDK at ', make('code', {}, location.host), ', send a first call, or open the ',
      make('a', { href: '/_emulator/demo' }, 'demo'), '. Every call shows up here as it comes.'),
    make('div', { class: 'bar' }, ...choices, make('span', { class: 'grow' }), copy), code);
  choices[0].click();
}
