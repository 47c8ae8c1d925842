import type { ComparedFile, Drift } from '../../../hosts/src/deploy/compare.ts';
import type { Icon, L10n } from './describe.ts';

/** How a file of the workspace stands to the one on the host, in a word or two. */
export function driftName({ drift, managedBy }: ComparedFile, l10n: L10n): string {
  return {
    same: l10n.t('in sync'),
    differs: l10n.t('differs'),
    attributes: l10n.t('owner or mode differs'),
    'missing-there': l10n.t('not deployed'),
    'missing-here': l10n.t('missing here'),
    managed: l10n.t('managed by {0}', managedBy ?? ''),
  }[drift];
}

export function driftIcon(drift: Drift | undefined): Icon {
  switch (drift) {
    case 'same':
      return { id: 'lock', color: 'charts.green' };
    case 'differs':
    case 'attributes':
    case 'missing-here':
      return { id: 'lock', color: 'charts.yellow' };
    case 'missing-there':
      return { id: 'lock', color: 'disabledForeground' };
    case 'managed':
    case undefined:
      return { id: 'lock' };
  }
}
