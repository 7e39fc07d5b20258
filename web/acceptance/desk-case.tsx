import type { InferResponseType } from 'hono/client';
import { FileText, Printer, UserRound } from 'lucide';
import { useState } from 'preact/hooks';
import type { DocumentType } from '../../server/documents/rules.ts';
import { call, client } from '../api.ts';
import { Appeals } from '../ui/appeal.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, stamp } from '../ui/format.ts';
import { HelpersPart } from '../ui/helpers.tsx';
import { t } from '../ui/i18n.ts';
import { Library } from '../ui/library.tsx';
import { useAction, useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { CaseView, NextAction } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { href } from '../ui/url.ts';
import { WishesPart } from '../ui/wishes.tsx';
import { word } from '../ui/words.ts';
import { AskMore } from './ask-more.tsx';
import { PossibleDuplicates } from './possible-duplicates.tsx';

export type Case = InferResponseType<(typeof client.api.v1.cases)[':id']['$get'], 200>;
export type Papers = InferResponseType<(typeof client.api.v1.applications)[':id']['papers']['$get'], 200>;

/** One application at the counter: its papers beside what is needed, and the one step that is next. */
export function DeskCase({ id, onDone }: { id: string; onDone: () => void }) {
  const file = useLoad(
    (signal) => call((o) => client.api.v1.cases[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  const papers = useLoad(
    (signal) => call((o) => client.api.v1.applications[':id'].papers.$get({ param: { id } }, o), { signal }),
    [id, file.data?.version],
  );
  useEvents(['applications'], file.reload);
  const of = file.data;
  const failure = file.failure ?? papers.failure;
  if (!of) return failure ? <Problem of={failure} onRetry={file.reload} /> : <Loading cards={2} />;
  const done = () => {
    file.reload();
    onDone();
  };
  const clock = of.clocks.find((c) => c.stopped_at === null && c.department === null);
  return (
    <CaseView next={papers.data && <Next of={of} papers={papers.data} onDone={done} />}>
      <div class="row-between">
        <h2>{of.name}</h2>
        <span>{word('status', of.status)}</span>
      </div>
      {failure && <Problem of={failure} onRetry={file.reload} focus={false} />}
      <Facts
        of={[
          [t('申请'), word('bed', of.service)],
          [t('受理号'), <span class="num">{of.receipt_no ?? t('还没有提交')}</span>],
          [t('提交时间'), stamp(of.events.find((e) => e.event === 'submit')?.at)],
          ...(clock
            ? [
                [
                  t('{step}期限', { step: word('clock', clock.step) }),
                  clock.due_on
                    ? t('最迟 {date}（已用 {used}/{days} 天）', {
                        date: date(clock.due_on),
                        used: clock.used,
                        days: clock.days,
                      })
                    : t('暂停计时'),
                ] as [string, string],
              ]
            : []),
        ]}
      />
      <div class="row">
        <ButtonLink look="quiet" icon={UserRound} href={href('/desk', { person: of.applicant_id })}>
          {t('这位老人')}
        </ButtonLink>
        {of.receipt_no && (
          <ButtonLink look="quiet" icon={Printer} href={href('/apply', { done: of.id })}>
            {of.accepted_at ? t('受理回执') : t('提交回执')}
          </ButtonLink>
        )}
        {of.status === 'more_info' && (
          <ButtonLink look="quiet" icon={Printer} href={`/desk/correction/${of.id}`}>
            {t('补正通知书')}
          </ButtonLink>
        )}
        {of.replies > 0 && (
          <ButtonLink look="quiet" icon={FileText} href={`/reply/${of.id}`}>
            {t('答复书')}
          </ButtonLink>
        )}
      </div>
      <PossibleDuplicates applicant={of.applicant_id} />
      <Appeals of={of} onDone={done} />
      <HelpersPart applicant={of.applicant_id} />
      {of.receipt_no && (
        <>
          <h3>{t('想住的机构')}</h3>
          <WishesPart application={id} version={of.version} may onDone={done} />
        </>
      )}
      <h3>{t('材料')}</h3>
      {papers.data?.gaps.length === 0 && <Notice tone="accent">{t('需要的材料都在，有效的没有让老人再交。')}</Notice>}
      {papers.data && (
        <Library
          applicant={of.applicant_id}
          required={papers.data.needed as DocumentType[]}
          mayVerify
          mayUpload
          onChange={papers.reload}
        />
      )}
    </CaseView>
  );
}

/** Accept what is whole, ask once for what is missing, go on with what has been completed. */
function Next({ of, papers, onDone }: { of: Case; papers: Papers; onDone: () => void }) {
  const [asking, setAsking] = useState<'accept' | 'more'>();
  const param = { id: of.id };
  const accept = useAction((intent) =>
    call((o) => client.api.v1.applications[':id'].accept.$post({ param, json: {} }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const supply = useAction((intent) =>
    call((o) => client.api.v1.applications[':id'].supply.$post({ param, json: {} }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const missing = papers.gaps.length;
  const close = () => setAsking(undefined);
  const take = async () => {
    const done = await accept.run();
    if (!done.ok) return;
    say(
      t('已受理，同时征求：{who}', {
        who: done.data.asked.map((d) => word('department', d)).join(t('、')) || t('无需其他部门'),
      }),
    );
    close();
    onDone();
  };
  const complete = async () => {
    const done = await supply.run();
    if (!done.ok) return;
    say(t('材料已补齐，接着办理'));
    onDone();
  };
  if (of.status === 'submitted')
    return (
      <>
        {missing > 0 ? (
          <NextAction
            says={t('还缺 {n} 份。能当场补的先补；补不了的一次性告知。', { n: missing })}
            verb={t('一次性告知补正…')}
            onAct={() => setAsking('more')}
          />
        ) : (
          <NextAction
            says={t('受理后同时征求各部门意见，开始计算办结期限。')}
            verb={t('受理…')}
            onAct={() => setAsking('accept')}
          />
        )}
        {asking === 'more' && <AskMore of={of} papers={papers} onClose={close} onDone={onDone} />}
        {asking === 'accept' && (
          <Confirm
            open
            title={t('受理{name}的申请', { name: of.name })}
            verb={t('确定受理')}
            busy={accept.busy}
            onConfirm={take}
            onClose={close}
          >
            {accept.failure && <Problem of={accept.failure} onRetry={take} />}
            <p>{t('材料齐全。受理后用这些材料同时送各部门核对，可以打印受理回执。')}</p>
            <p>{t('受理的人不能再作决定。')}</p>
          </Confirm>
        )}
      </>
    );
  if (of.status === 'more_info')
    return (
      <>
        {supply.failure && <Problem of={supply.failure} onRetry={complete} />}
        <NextAction
          says={t('材料补齐后接着办，期限继续计算。')}
          verb={t('材料已补齐')}
          why={missing > 0 ? t('还缺 {n} 份材料', { n: missing }) : null}
          busy={supply.busy}
          onAct={complete}
        />
      </>
    );
  return null;
}
