import { FileUp } from 'lucide';
import { useState } from 'preact/hooks';
import type { Relation } from '../../server/applicants/rules.ts';
import { Button } from './button.tsx';
import { RadioGroup, Select } from './field.tsx';
import { relationWord } from './helper-words.ts';
import { t } from './i18n.ts';
import { PaperPick } from './paper-pick.tsx';
import { Sendings, UploadDialog } from './upload.tsx';

/** Who agreed at the counter, and how: by word, or on a signed paper of the library. */
export type Source = { relation: Relation; channel: 'desk' | 'paper'; document_id: string | null };
export const byWord: Source = { relation: 'self', channel: 'desk', document_id: null };
/** Papers on which somebody can have agreed. */
const signed = ['consent', 'authorisation', 'guardianship', 'other'];
const relations = ['self', 'spouse', 'child', 'relative', 'neighbour', 'guardian'] as const;

/**
 * For staff only: who agreed, by word or on paper, and which paper; one that is not there yet is brought right here.
 * @param fixed where the application itself says already how it came
 */
export function ConsentSource({
  applicant,
  of,
  fixed,
  onChange,
}: {
  applicant: string;
  of: Source;
  fixed?: Source['channel'];
  onChange: (of: Source) => void;
}) {
  const [bringing, setBringing] = useState(false);
  const channel = fixed ?? of.channel;
  return (
    <div class="stack-tight">
      <Select
        label={t('谁当面同意')}
        value={of.relation}
        onInput={(value) => onChange({ ...of, relation: value as Relation })}
        options={relations.map((value) => ({ value, label: relationWord(value) }))}
      />
      {!fixed && (
        <RadioGroup
          row
          label={t('怎么同意的')}
          value={of.channel}
          onChange={(value) => onChange({ ...of, channel: value as Source['channel'], document_id: null })}
          options={[
            { value: 'desk', label: t('当面说的') },
            { value: 'paper', label: t('签了纸质同意书') },
          ]}
        />
      )}
      {channel === 'paper' && (
        <>
          <PaperPick
            optional
            applicant={applicant}
            label={t('凭哪份签字的材料')}
            takes={(d) => signed.includes(d.type) && d.state !== 'refused'}
            value={of.document_id}
            onPick={(id) => onChange({ ...of, document_id: id })}
            whenNone={t('材料里还没有，请先上传；也可以先记下，以后补传。')}
          />
          <Sendings applicant={applicant} />
          <div>
            <Button icon={FileUp} onClick={() => setBringing(true)}>
              {t('上传签字的同意书…')}
            </Button>
          </div>
        </>
      )}
      {bringing && <UploadDialog applicant={applicant} type="consent" onClose={() => setBringing(false)} />}
    </div>
  );
}
