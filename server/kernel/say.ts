export type Language = 'zh' | 'en';
type Texts = readonly [zh: string, en: string];

/**
 * Says the reasons of one table: the sentence in one language with its values filled in. Missing values stay visible as
 * `{name}`; `words` are the codes that appear as values. All tables together are a third of what a phone may load for a
 * page, so a page takes those it can give.
 */
export const sayFrom =
  <Code extends string>(table: Record<Code, Texts>, words: Record<string, Texts> = {}) =>
  (language: Language, code: Code, values: Record<string, unknown> = {}): string => {
    const one = language === 'zh' ? 0 : 1;
    return table[code][one].replace(/\{(\w+)\}/g, (all, name: string) => {
      // A value that is itself a sentence comes in both languages: `detail` and `detail_zh`.
      const value = (language === 'zh' ? values[`${name}_zh`] : undefined) ?? values[name];
      if (value === undefined || value === null) return all;
      const spoken = (v: unknown) => words[String(v)]?.[one] ?? String(v);
      return Array.isArray(value) ? value.map(spoken).join(language === 'zh' ? '、' : ', ') : spoken(value);
    });
  };
