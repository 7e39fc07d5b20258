import { Settings2 } from 'lucide';
import { useRef, useState } from 'preact/hooks';
import { IconButton } from './button.tsx';
import { Checkbox, RadioGroup } from './field.tsx';
import { lang, speak, t, zh } from './i18n.ts';
import { type Prefs, prefer, prefs } from './prefs.ts';
import './frame.css';

/** How the page looks to this reader: language, light, elder mode and its text size, contrast. All at one place on every page. */
export function SettingsMenu() {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { theme, elder, text, contrast, saving } = prefs.value;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the Escape and the leaving of what is inside
    <div
      class="menu-wrap"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && open) {
          setOpen(false);
          button.current?.focus();
        }
      }}
      onFocusOut={(event) => {
        if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget as Node)) setOpen(false);
      }}
    >
      <IconButton
        buttonRef={button}
        icon={Settings2}
        label={t('显示设置')}
        aria-expanded={open}
        aria-haspopup="dialog"
        onClick={() => setOpen(!open)}
      />
      {open && (
        <div class="menu" role="dialog" aria-label={t('显示设置')}>
          <RadioGroup
            row
            label={zh('语言 Language')}
            value={lang.value}
            onChange={(value) => speak(value as Prefs['lang'])}
            options={[
              { value: 'zh', label: zh('中文') },
              { value: 'en', label: 'English' },
            ]}
          />
          <RadioGroup
            row
            label={t('明暗')}
            value={theme}
            onChange={(value) => prefer({ theme: value as Prefs['theme'] })}
            options={[
              { value: 'auto', label: t('跟随系统') },
              { value: 'light', label: t('浅色') },
              { value: 'dark', label: t('深色') },
            ]}
          />
          {elder && (
            <RadioGroup
              row
              label={t('文字大小')}
              value={text}
              onChange={(value) => prefer({ text: value as Prefs['text'] })}
              options={[
                { value: '', label: t('大') },
                { value: 'large', label: t('更大') },
                { value: 'largest', label: t('最大') },
              ]}
            />
          )}
          <div class="menu-split">
            <Checkbox
              label={t('长辈版')}
              hint={t('大字、大按钮、可朗读')}
              checked={elder}
              onChange={(on) => prefer({ elder: on })}
            />
            <Checkbox label={t('高对比度')} checked={contrast} onChange={(on) => prefer({ contrast: on })} />
            <Checkbox
              label={t('省流量')}
              hint={t('地图和照片点了再加载')}
              checked={!!saving}
              onChange={(on) => prefer({ saving: on })}
            />
          </div>
        </div>
      )}
    </div>
  );
}
