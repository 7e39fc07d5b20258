import { readConfig } from '../server/platform/config.ts';
import { demoPassword } from '../server/platform/demo.ts';
import { createVault } from '../server/platform/vault.ts';

const roles = [
  ['家属', 'family', 'demo-family'],
  ['机构', 'institution', 'demo-institution'],
  ['社区前台', 'community desk', 'demo-desk'],
  ['网格员', 'grid worker', 'demo-grid'],
  ['民政', 'bureau officer', 'demo-officer'],
  ['分管领导', 'leader', 'demo-leader'],
  ['财务', 'treasurer', 'demo-treasurer'],
  ['联审部门', 'partner department', 'demo-partner'],
  ['评估员', 'assessor', 'demo-assessor'],
  ['督查', 'inspector', 'demo-inspector'],
  ['管理员', 'administrator', 'demo-admin'],
] as const;

/** Width on a terminal, where a Chinese character takes two columns. */
const pad = (text: string, width: number) =>
  text + ' '.repeat(Math.max(1, width - [...text].reduce((n, c) => n + (/[\u2e80-\uffff]/.test(c) ? 2 : 1), 0)));

/** Where to go and one sign-in for every role. The authenticator's codes are on the sign-in page, in demo mode only. */
export async function printWelcome(say: (line: string) => void, port: number): Promise<void> {
  const password = demoPassword(createVault(readConfig().dataKey));
  say('');
  say(`  Find a bed 找床位     http://localhost:${port}/`);
  say(`  Sign in 登录          http://localhost:${port}/signin`);
  say('');
  say(`  Demonstration sign-ins 演示账号, one password 密码: ${password}`);
  for (const [zh, en, username] of roles) say(`    ${pad(username, 20)}${pad(zh, 12)}${en}`);
  say('  Staff accounts also ask for a code; the sign-in page shows it. 工作人员的动态码见登录页。');
  say('');
}
