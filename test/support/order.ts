import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files in an order that leaves no worker waiting: whoever fills the demonstration district begins, what needs none
 * of it runs meanwhile, and the longest of the rest comes before the others, so that the end is even.
 */
export class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const first = ['test/api/seed.test.ts'];
    const last = ['test/browser/pages.test.ts', 'test/browser/dialogs.test.ts'];
    const rank = ({ moduleId }: TestSpecification) => {
      const file = relative(this.ctx.config.root, moduleId);
      if (first.includes(file)) return 0;
      return file.startsWith('test/browser/') ? 2 + (last.includes(file) ? last.indexOf(file) : last.length) : 1;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
