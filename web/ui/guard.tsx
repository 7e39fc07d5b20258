import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { LoadingPage, NotFoundPage } from './page.tsx';
import { session } from './session.ts';
import { account } from './sign-in-state.ts';
import { href } from './url.ts';
import type { Role } from './words.ts';

/**
 * A page for some roles only. Signed out: to the sign-in page and back here afterwards. The server decides what may be
 * done; this only spares people pages that would refuse them.
 */
export function Guard({ roles, children }: { roles: readonly Role[]; children: ComponentChildren }) {
  const { path, url, route } = useLocation();
  const who = session.value;
  // A password somebody else knows opens one page only: the one where it is changed
  const stuck = account.value?.password === 'temporary' && path !== '/account';
  useEffect(() => {
    if (who === null) route(href('/signin', { next: url }), true);
    else if (who && stuck) route('/account', true);
  }, [who, stuck]);
  if (!who || stuck) return <LoadingPage />;
  return roles.includes(who.role) ? children : <NotFoundPage />;
}
