import './ui/older.ts';
import { render } from 'preact';
import './ui/tokens.css';
import './ui/base.css';
import { App } from './app.tsx';
import { loadConfig } from './ui/config.ts';
import { tick } from './ui/format.ts';
import { need } from './ui/i18n.ts';
import { workOffline } from './ui/offline.ts';
import { applyPrefs } from './ui/prefs.ts';

applyPrefs();
tick();
workOffline();
void loadConfig();
need('ui').then(() => render(<App />, document.getElementById('app')!));
