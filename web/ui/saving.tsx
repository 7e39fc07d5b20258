import { ImageOff } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { t } from './i18n.ts';
import { Icon } from './icon.tsx';
import { prefer, prefs } from './prefs.ts';
import './saving.css';

type Connection = { saveData?: boolean; effectiveType?: string };

/** Does the line or its owner ask for little? Not every browser tells. */
export function slowLine(): boolean {
  const line = (navigator as Navigator & { connection?: Connection }).connection;
  return !!line && (!!line.saveData || ['slow-2g', '2g', '3g'].includes(line.effectiveType ?? ''));
}

/** Offers to save data where the line is slow and nobody has said yes or no yet. */
export function SavingOffer() {
  if (prefs.value.saving !== null || !slowLine()) return null;
  return (
    <div class="saving-offer" role="note">
      <p>{t('网络较慢。省流量时先不加载地图和照片，要看再点开。')}</p>
      <div class="row">
        <Button onClick={() => prefer({ saving: true })}>{t('省流量')}</Button>
        <Button look="quiet" onClick={() => prefer({ saving: false })}>
          {t('照常加载')}
        </Button>
      </div>
    </div>
  );
}

/** What costs data: shown at once, or while saving data only when asked for. `what` names it, as in 「地图」 or 「3 张照片」. */
export function UntilAsked({ what, children }: { what: string; children: ComponentChildren }) {
  const [asked, setAsked] = useState(false);
  if (!prefs.value.saving || asked) return <>{children}</>;
  return (
    <div class="saving-wait">
      <Icon of={ImageOff} />
      <p>{t('省流量：{what}没有加载', { what })}</p>
      <Button onClick={() => setAsked(true)}>{t('显示{what}', { what })}</Button>
    </div>
  );
}
