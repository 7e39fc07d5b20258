import { Copy, Plus, Trash2 } from 'lucide';
import { Button, IconButton } from '../ui/button.tsx';
import { DateInput, Select, TextInput } from '../ui/field.tsx';
import { money } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { codes, word } from '../ui/words.ts';
import { type Draft, type LotDraft, monthsOf, newLot, unitFor } from './draft.ts';
import { type Choices, unitWord, unitWords } from './words.ts';

type Error = (pointer: string) => string | null;

/** One lot after the other. What an amendment may not change of a lot in force is read only. */
export function LotsField({
  draft,
  amounts,
  agreed,
  choices,
  names,
  onChange,
  error,
}: {
  draft: Draft;
  amounts: (number | null)[];
  /** ids of lots of the version in force */
  agreed: ReadonlySet<string>;
  choices: Choices;
  /** names of facilities that cannot be chosen any more */
  names: ReadonlyMap<string, string>;
  onChange: (lots: LotDraft[]) => void;
  error: Error;
}) {
  const { lots } = draft;
  const set = (i: number, change: Partial<LotDraft>) =>
    onChange(lots.map((l, k) => (k === i ? { ...l, ...change } : l)));
  return (
    <section class="stack" data-pointer="/terms/lots">
      <div class="row-between">
        <h2>{t('标的')}</h2>
        <Button icon={Plus} onClick={() => onChange([...lots, newLot(draft)])}>
          {t('加一个标的')}
        </Button>
      </div>
      {error('/terms/lots') && <p class="field-error">{error('/terms/lots')}</p>}
      {lots.map((l, i) => (
        <One
          // Rows have no name of their own; they are only added at the end or taken away.
          key={`${l.id ?? 'new'}-${i}`}
          of={l}
          amount={amounts[i] ?? null}
          i={i}
          fixed={l.id !== null && agreed.has(l.id)}
          choices={choices}
          names={names}
          set={(change) => set(i, change)}
          error={error}
          onCopy={() => onChange([...lots, { ...l, id: null, facility_id: '' }])}
          onRemove={() => onChange(lots.filter((_, k) => k !== i))}
        />
      ))}
    </section>
  );
}

function One({
  of,
  amount,
  i,
  fixed,
  choices,
  names,
  set,
  error,
  onCopy,
  onRemove,
}: {
  of: LotDraft;
  amount: number | null;
  i: number;
  fixed: boolean;
  choices: Choices;
  names: ReadonlyMap<string, string>;
  set: (change: Partial<LotDraft>) => void;
  error: Error;
  onCopy: () => void;
  onRemove: () => void;
}) {
  const at = (field: string) => `/terms/lots/${i}/${field}`;
  const places = [
    ...choices.facilities.map((f) => ({ value: f.id, label: f.name })),
    ...(of.facility_id && !choices.facilities.some((f) => f.id === of.facility_id)
      ? [{ value: of.facility_id, label: names.get(of.facility_id) ?? of.facility_id }]
      : []),
  ];
  const items = [
    ...choices.catalogue.map((c) => ({ value: c.code, label: t('{code} {name}', { code: c.code, name: c.name }) })),
    ...(of.catalogue_code && !choices.catalogue.some((c) => c.code === of.catalogue_code)
      ? [{ value: of.catalogue_code, label: of.catalogue_code }]
      : []),
  ];
  const months = monthsOf(of);
  const full = of.unit !== 'hour' && months !== null && /^\d+$/.test(of.bought) ? Number(of.bought) * months : null;
  const facility = places.find((p) => p.value === of.facility_id)?.label;
  return (
    <fieldset class="contract-lot">
      <legend>
        {t('标的 {n}', { n: i + 1 })}
        <span class="contract-lot-sum">
          {facility && `${facility} · `}
          {amount === null ? t('金额待填') : money(amount, true)}
        </span>
      </legend>
      <div class="contract-lot-fields">
        {fixed ? (
          <p class="contract-fixed">
            {t('{facility}，{service}，{code}，按{unit}，{start}起', {
              facility: facility ?? '',
              service: word('bed', of.service_class),
              code: of.catalogue_code,
              unit: unitWord(of.unit),
              start: of.start,
            })}
          </p>
        ) : (
          <>
            <Select
              label={t('机构')}
              pointer={at('facility_id')}
              value={of.facility_id}
              empty={t('请选择')}
              options={places}
              onInput={(facility_id) => set({ facility_id })}
              error={error(at('facility_id'))}
            />
            <Select
              label={t('服务')}
              pointer={at('service_class')}
              value={of.service_class}
              options={codes('bed').map((value) => ({ value, label: word('bed', value) }))}
              onInput={(value) => {
                const service_class = value as LotDraft['service_class'];
                set({ service_class, unit: unitFor(service_class) });
              }}
              error={error(at('service_class'))}
            />
            <Select
              label={t('目录项目')}
              pointer={at('catalogue_code')}
              value={of.catalogue_code}
              empty={t('请选择')}
              options={items}
              onInput={(catalogue_code) => set({ catalogue_code })}
              error={error(at('catalogue_code'))}
            />
            <Select
              label={t('计价单位')}
              pointer={at('unit')}
              value={of.unit}
              options={(Object.keys(unitWords) as LotDraft['unit'][]).map((value) => ({
                value,
                label: unitWord(value),
              }))}
              onInput={(unit) => set({ unit: unit as LotDraft['unit'] })}
              error={error(at('unit'))}
            />
          </>
        )}
        <TextInput
          label={t('名额')}
          pointer={at('bought')}
          inputMode="numeric"
          value={of.bought}
          onInput={(bought) => set({ bought })}
          error={error(at('bought'))}
        />
        <TextInput
          label={t('数量')}
          pointer={at('quantity')}
          inputMode="numeric"
          value={of.quantity}
          onInput={(quantity) => set({ quantity })}
          error={error(at('quantity'))}
          hint={
            full !== null &&
            String(full) !== of.quantity && (
              <button type="button" class="link" onClick={() => set({ quantity: String(full) })}>
                {t('填满 {n}', { n: full })}
              </button>
            )
          }
        />
        <TextInput
          label={t('单价（元）')}
          pointer={at('unit_price_fen')}
          inputMode="decimal"
          value={of.price}
          onInput={(price) => set({ price })}
          error={error(at('unit_price_fen'))}
        />
        {!fixed && (
          <DateInput
            label={t('自')}
            pointer={at('start')}
            value={of.start}
            onInput={(start) => set({ start })}
            error={error(at('start'))}
          />
        )}
        <DateInput
          label={t('至（含）')}
          pointer={at('end')}
          value={of.last}
          onInput={(last) => set({ last })}
          error={error(at('end'))}
        />
        <div class="row contract-lot-foot">
          <IconButton icon={Copy} label={t('照标的 {n} 再加一个', { n: i + 1 })} onClick={onCopy} />
          {!fixed && <IconButton icon={Trash2} label={t('去掉标的 {n}', { n: i + 1 })} onClick={onRemove} />}
        </div>
      </div>
    </fieldset>
  );
}
