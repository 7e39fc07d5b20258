import { checkDigit } from '../../server/applicants/rules.ts';
import { openCasework, wish } from './casework.ts';
import { COMMUNITY, DISTRICT } from './district.ts';

type Live = { id: string; expect: string; consequences: { does: string; name: string }[] };

/** A casework district whose family looks at what is held of people: registers them, reads, agrees, and searches the tables. */
export async function openPrivacy() {
  const c = await openCasework();
  await c.database
    .ownerSql`update accounts set phone_sealed = ${Buffer.from([0])} where id = ${c.actors.family.account}`;
  let people = 0;
  const card = () => {
    people += 1;
    const first = `99999919420708${String(people * 2).padStart(3, '0')}`;
    return first + checkDigit(first);
  };
  /** A person the family account has registered itself. */
  async function registered(relation: 'self' | 'child', name: string) {
    const id_no = card();
    const made = await c.post('family', '/applicants', {
      name,
      id_no,
      phone: '13900001234',
      community: COMMUNITY,
      relation,
    });
    if (made.status !== 201) throw new Error(made.text);
    return { id: made.body.applicant_id as string, id_no };
  }
  const submit = (who: string, applicant: string, consents: object | null, extra: object = {}) =>
    c.post(who, '/applications', { ...wish, applicant_id: applicant, consents, ...extra });
  const privacyOf = async (id: string) =>
    (await c.get('family', `/applicants/${id}/privacy`)).body as {
      counts: Record<string, number>;
      live: Live[];
      erasable: { whole: boolean; removes: string[]; kept: { kind: string; rule: string }[] };
    };
  const consentsOf = async (id: string) =>
    (await c.get('family', `/applicants/${id}/consents`)).body as {
      consents: {
        id: string;
        purpose: string;
        channel: string;
        relation: string;
        facility: string | null;
        withdrawn_at: string | null;
      }[];
      may: string[];
      needed: string[];
    };
  /** Every place in the district's tables where one of these texts can be read, audit and all. */
  async function foundIn(needles: readonly (string | Buffer)[]): Promise<string[]> {
    const tables = await c.database
      .ownerSql`select table_name as t from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
    const found: string[] = [];
    for (const { t } of tables)
      for (const needle of needles) {
        const text = typeof needle === 'string' ? needle : `\\x${needle.toString('hex')}`;
        const rows = await c.database.ownerSql.unsafe(
          `select count(*)::int as n from "${t}" x where strpos(x::text, $1) > 0`,
          [text],
        );
        if (rows[0]!.n > 0) found.push(`${t}: ${text}`);
      }
    return found;
  }
  /** A paper in the person's library, as the counter has compared it. */
  async function paperOf(id: string, facts: { type: string; issued: string; sha?: string }) {
    const [row] = await c.database
      .ownerSql`insert into documents (district, id, applicant_id, type, issued_on, sha256, size, content_type, source, verified_at)
      values (${DISTRICT}, gen_random_uuid(), ${id}, ${facts.type}, ${facts.issued}, ${facts.sha ?? null}, 20, 'application/pdf', 'desk', now())
      returning id`;
    return row!.id as string;
  }
  return { c, registered, submit, privacyOf, consentsOf, foundIn, paperOf };
}
export type PrivacyDistrict = Awaited<ReturnType<typeof openPrivacy>>;
