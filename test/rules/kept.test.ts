import { describe, expect, test } from 'vitest';
import { keeping, mayBeKept, surplus } from '../../web/offline/kept.ts';

const id = '01a2187e-24cf-7768-963a-dc422b5f44b2';
const at = (path: string) => new URL(path, 'http://localhost:3000');

describe('what a device keeps for when there is no network', () => {
  test.each([
    ['/api/v1/facilities/nearby?lng=113.09&lat=29.38', 'answer'],
    [`/api/v1/facilities/${id}`, 'answer'],
    ['/api/v1/divisions', 'answer'],
    ['/api/v1/config', 'answer'],
    ['/assets/index-B0ab310f.js', 'asset'],
    ['/icon-maskable-512.png', 'asset'],
  ])('%s is kept as %s', (path, how) => {
    expect(keeping('GET', 'cors', at(path))).toBe(how);
  });

  test.each([
    '/api/v1/session',
    '/api/v1/applications',
    `/api/v1/applications/${id}`,
    `/api/v1/applicants/${id}/documents`,
    `/api/v1/documents/${id}/file`,
    `/api/v1/facilities/${id}/beds`,
    `/api/v1/facilities/${id}/residents`,
    '/api/v1/facilities/mine',
    '/api/v1/messages/unread',
    '/api/v1/events',
    '/api/v1/helpers',
    '/sw.js',
  ])('%s is never kept', (path) => {
    expect(keeping('GET', 'cors', at(path))).toBe('never');
  });

  test('nothing that changes something is kept, nor the API opened as a page', () => {
    expect(keeping('POST', 'cors', at('/api/v1/facilities/nearby'))).toBe('never');
    expect(keeping('GET', 'navigate', at(`/api/v1/documents/${id}/file`))).toBe('never');
    expect(keeping('GET', 'navigate', at('/me'))).toBe('page');
  });

  test('an answer that is somebody’s own, or a refusal, is not kept whatever its address', () => {
    expect(mayBeKept(200, 'no-cache')).toBe(true);
    expect(mayBeKept(200, null)).toBe(true);
    expect(mayBeKept(200, 'private, no-cache')).toBe(false);
    expect(mayBeKept(200, 'no-store')).toBe(false);
    expect(mayBeKept(404, 'no-cache')).toBe(false);
  });

  test('of searches the last six stay', () => {
    const searches = Array.from({ length: 9 }, (_, i) => at(`/api/v1/facilities/nearby?r=${i}`));
    expect(surplus([...searches, at(`/api/v1/facilities/${id}`)])).toEqual(searches.slice(0, 3));
  });
});
