import { expect } from '@open-wc/testing';
import { addressOf } from '../../../widget/shared/page-address.ts';

const { origin, host } = location;

const PATHS: Record<string, string> = {
  '/docs': '/docs',
  '/logout?confirm=1': '/logout',
  '/docs?': '/docs',
  '/?delete=all#now': '/',
  '/docs#delete': '/docs',
  '/docs#?a=1': '/docs',
  '/docs;jsessionid=1': '/docs',
  '/a;b=1/c;d=2': '/a/c',
  '/a;b=1/c?d#e': '/a/c',
  '/?next=//evil.example': '/',
  '/../secret': '/secret',
  '/%3Fconfirm=1': '/%3Fconfirm=1',
  '/a%2F..%2Fb': '/a%2F..%2Fb',
  '/日本': '/%E6%97%A5%E6%9C%AC',
  '/javascript:alert(1)': '/javascript:alert(1)',
};
for (const [page, path] of Object.entries(PATHS)) {
  it(`leads from ${page} to its path`, () => {
    expect(addressOf(page)).to.equal(origin + path);
  });
}

for (const page of [
  ...[
    '//evil.example',
    '//evil.example/docs',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
  ],
  ...[
    '//user:password@evil.example/',
    'https://evil.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    'blob:x',
  ],
  ...['docs', '', '?a', '#a', ';a', ' /docs', '//[', '/a…b'],
]) {
  it(`does not lead anywhere from ${JSON.stringify(page)}`, () => {
    expect(addressOf(page)).to.equal(undefined);
  });
}

it('never has credentials, a query or a fragment', () => {
  for (const page of [`//user:password@${host}/docs?a#b`, `//${host}/docs;a?b`]) {
    expect(addressOf(page)).to.equal(`${origin}/docs`);
  }
});

it('leads where the link of it leads', () => {
  for (const path of Object.values(PATHS)) expect(addressOf(path)).to.equal(origin + path);
});
