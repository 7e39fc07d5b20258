import { X } from 'lucide';
import { Button, ButtonLink } from '../ui/button.tsx';
import { t } from '../ui/i18n.ts';
import { PrintOnly } from '../ui/print.tsx';
import { word } from '../ui/words.ts';
import type { FacilityPage } from './compare-page.tsx';
import type { Row } from './compare-rows.tsx';

/**
 * One table, whatever the width: a phone shows each criterion with its places under each other, so the roles are written
 * out, because a row that is drawn as a block is no row to readers otherwise.
 */
export function CompareTable({
  pages,
  differ,
  same,
  open,
  apply,
  drop,
}: {
  pages: readonly FacilityPage[];
  differ: readonly Row[];
  same: readonly Row[];
  open: (id: string) => string;
  apply: (id: string) => string;
  drop: (id: string) => void;
}) {
  return (
    <>
      <h2 class={pages.length > 1 ? undefined : 'visually-hidden'}>{t('不一样的地方')}</h2>
      {/* biome-ignore lint/a11y/noRedundantRoles: drawn as blocks on a phone it would lose them */}
      <table class="compare-table" role="table">
        <caption class="visually-hidden">{t('各家机构逐项比较')}</caption>
        {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
        <thead role="rowgroup">
          {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
          <tr role="row">
            {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
            <th scope="col" role="columnheader">
              {t('比什么')}
            </th>
            {pages.map(({ facility }) => (
              // biome-ignore lint/a11y/noRedundantRoles: as above
              <th scope="col" role="columnheader" key={facility.id}>
                <a href={open(facility.id)}>{facility.name}</a>
                <small>{word('facility', facility.kind)}</small>
                <Button look="quiet" class="screen-only compare-drop" icon={X} onClick={() => drop(facility.id)}>
                  {t('去掉')}
                  <span class="visually-hidden"> {facility.name}</span>
                </Button>
              </th>
            ))}
          </tr>
        </thead>
        {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
        <tbody role="rowgroup">
          {differ.map((row) => (
            <Criterion key={row.key} row={row} pages={pages} />
          ))}
          {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
          <tr class="screen-only" role="row">
            {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
            <th scope="row" role="rowheader">
              {t('下一步')}
            </th>
            {pages.map(({ facility }) => (
              // biome-ignore lint/a11y/noRedundantRoles: as above
              <td key={facility.id} role="cell">
                <span class="compare-of" aria-hidden="true">
                  {facility.name}
                </span>
                <ButtonLink look="primary" href={apply(facility.id)}>
                  {t('去申请')}
                  <span class="visually-hidden"> {facility.name}</span>
                </ButtonLink>
              </td>
            ))}
          </tr>
        </tbody>
      </table>
      {same.length > 0 &&
        (pages.length > 1 ? (
          <>
            <details class="compare-same">
              <summary>{t('都一样的 {n} 项', { n: same.length })}</summary>
              <Same rows={same} />
            </details>
            <PrintOnly>
              <p>
                {t('都一样的：{rows}', {
                  rows: same
                    .map((row) => t('{name} {value}', { name: row.label, value: row.cells[0] ?? '' }))
                    .join(t('；')),
                })}
              </p>
            </PrintOnly>
          </>
        ) : (
          <Same rows={same} />
        ))}
    </>
  );
}

/** What one place says, or what all of them say alike. */
function Same({ rows }: { rows: readonly Row[] }) {
  return (
    <dl class="compare-alike">
      {rows.map((row) => (
        <div key={row.key}>
          <dt>{row.label}</dt>
          <dd>{row.shown[0]}</dd>
        </div>
      ))}
    </dl>
  );
}

function Criterion({ row, pages }: { row: Row; pages: readonly FacilityPage[] }) {
  return (
    // biome-ignore lint/a11y/noRedundantRoles: drawn as blocks on a phone it would lose them
    <tr role="row">
      {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
      <th scope="row" role="rowheader">
        {row.label}
      </th>
      {pages.map(({ facility }, index) => (
        // biome-ignore lint/a11y/noRedundantRoles: as above
        <td key={facility.id} role="cell">
          <span class="compare-of" aria-hidden="true">
            {facility.name}
          </span>
          {row.shown[index]}
        </td>
      ))}
    </tr>
  );
}
