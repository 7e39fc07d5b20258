import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { documents } from '../../db/schema/documents.ts';
import type { DocumentRow } from '../documents/actions.ts';
import { type DocumentType, many } from '../documents/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { addMonths, dayOf } from '../kernel/period.ts';
import type { Context, ReadTx } from '../platform/context.ts';

/** The person's paper with these very bytes. One that was not taken is refused with the same reason. */
export async function sameFile(
  tx: ReadTx,
  district: string,
  applicantId: string,
  file: { type: DocumentType; sha256: string },
  image: 'kept' | 'removed' = 'kept',
): Promise<DocumentRow | null> {
  const [row] = await tx
    .select()
    .from(documents)
    .where(
      and(
        eq(documents.district, district),
        eq(documents.applicantId, applicantId),
        eq(documents.type, file.type),
        eq(documents.sha256, file.sha256),
        image === 'kept' ? isNull(documents.fileRemovedAt) : isNotNull(documents.fileRemovedAt),
      ),
    );
  if (row?.refusedAt) throw new Refusal('conflict', 'document_refused', { reason: row.refusedReason ?? '' });
  return row ?? null;
}

/** Of images whose removal is committed: the store may still have their files. */
export const removed = (district: string) =>
  and(
    eq(documents.district, district),
    sql`${documents.sha256} is not null and ${documents.fileRemovedAt} is not null and ${documents.fileGoneAt} is null`,
  );
export async function removedFiles(tx: ReadTx, district: string, limit: number): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ sha256: documents.sha256 })
    .from(documents)
    .where(removed(district))
    .orderBy(documents.sha256)
    .limit(limit);
  return rows.map((r) => r.sha256 as string);
}

/**
 * People with no application under way and a paper whose time may be over: those whose papers all hold must not stand
 * before them for good.
 */
export async function idlePeople(tx: ReadTx, ctx: Context, months: number, limit: number): Promise<string[]> {
  const before = addMonths(dayOf(ctx.clock()), -months);
  const rows = await tx.execute<{ applicant_id: string }>(sql`
    select distinct d.applicant_id from documents d
     where d.district = ${ctx.district} and d.sha256 is not null and d.file_removed_at is null
       and d.created_at < ${ctx.clock().toISOString()}::timestamptz - make_interval(months => ${months})
       and (d.refused_at < ${before}::date + 1 or d.expires_on <= ${before}::date or (d.type not in ${[...many]} and exists (
         select 1 from documents n where n.district = d.district and n.applicant_id = d.applicant_id and n.type = d.type
            and n.id <> d.id and n.refused_at is null and n.issued_on between d.issued_on and ${before}::date
            and (n.verified_at is not null or d.verified_at is null))))
       and not exists (select 1 from applications a
         where a.district = d.district and a.applicant_id = d.applicant_id and a.ended_at is null)
     limit ${limit}`);
  return rows.map((r) => r.applicant_id);
}
