/** What a page knows of its tablet: one for the page. Screens read it; the modules that work behind it change it. */
import type { VaultKept } from '#lib/domain/draft-backup.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import type { Workload } from '#lib/domain/sync.ts';
import type { DeviceFacts } from './device.ts';
import type { Door, LockedBecause } from './door.svelte.ts';
import type { Marker } from './marker.ts';
import type { KeptRecovery } from './recovery.ts';
import type { ExchangeFailure, ExchangeOutcome } from './sync.ts';
import type { Tablet } from './tablet.ts';

/** Who this tablet works for. */
export type Standing =
	| { readonly state: 'opening' }
	/** Nobody is known here; why the first exchange could not tell, null while it runs. */
	| { readonly state: 'nobody'; readonly because: ExchangeFailure | null }
	/** A person is known, and has no vault here yet. */
	| { readonly state: 'set_up'; readonly door: Door; readonly vaultId: string }
	/** Nothing of what is in the vault is on the page, or in its memory. */
	| { readonly state: 'locked'; readonly door: Door; readonly because: LockedBecause }
	| {
			readonly state: 'ready';
			readonly tablet: Tablet;
			readonly door: Door;
			readonly person: Workload['person'] | null;
	  }
	/** This tablet may not be used any more; `emptied` once what it had was taken by the team, and nothing is left on it. */
	| { readonly state: 'revoked'; readonly emptied: boolean }
	/** Somebody else signed in: what the tablet holds of its person stays, and is not shown. */
	| { readonly state: 'other_person'; readonly personId: string }
	/** The browser refuses to store anything here (private window, blocked storage, full). */
	| { readonly state: 'no_storage' }
	/** Another tab brought a newer version: saved, and about to load again. */
	| { readonly state: 'reloading'; readonly saved: boolean };

class TabletState {
	standing = $state.raw<Standing>({ state: 'opening' });
	facts = $state.raw<DeviceFacts | null>(null);
	/** How the last exchange ended; null before the first. */
	outcome = $state.raw<ExchangeOutcome | null>(null);
	exchanging = $state(false);
	/** Whether the browser says that there is a network. */
	online = $state(true);
	/** When the tablet and the server last spoke, by the tablet's clock. */
	contactAt = $state.raw<Instant | null>(null);
	/** What should be here and is not: its database has gone. */
	lost = $state.raw<Marker | null>(null);
	/** The vault that this person has on another tablet; undefined until the team was heard, null where there is none. */
	elsewhere = $state.raw<VaultKept | null | undefined>();
	/** What this tablet asked help with; null where it did not. */
	helpWanted = $state.raw<KeptRecovery | null>(null);
	/** How many records on this tablet do not open any more. */
	damaged = $state(0);

	/** Whether there seems to be a network. */
	get network(): boolean {
		return this.online && this.outcome?.state !== 'no_network';
	}
}

/** For the modules that work behind the page, and no others. */
export const state = new TabletState();

/** For the screens. */
export const thisTablet: Readonly<TabletState> = state;
