/** The tabs of one browser: an open one hands the key to another, they lock together, and a touch in one is a touch in all. */

type Said =
	| { readonly kind: 'who_has_the_key' }
	| { readonly kind: 'the_key'; readonly key: CryptoKey }
	| { readonly kind: 'lock' }
	| { readonly kind: 'touched' };

export interface TabsParts {
	/** Made for one vault; closed by `stop`. */
	readonly channel: Pick<BroadcastChannel, 'postMessage' | 'close'> & {
		onmessage: ((event: MessageEvent) => void) | null;
	};
	/** The key, while the vault is open in this tab. */
	readonly key: () => CryptoKey | null;
	readonly given: (key: CryptoKey) => void;
	readonly locked: () => void;
	readonly touched: () => void;
}

export interface Tabs {
	/** Asks the others for the key; who has it answers through `given`. */
	ask(): void;
	lock(): void;
	touched(): void;
	stop(): void;
}

/** Gives the other tabs of this browser. The channel reaches pages of our own origin alone, and nothing of it is kept. */
export function joinTabs({ channel, key, given, locked, touched }: TabsParts): Tabs {
	const say = (said: Said) => channel.postMessage(said);
	channel.onmessage = ({ data }: MessageEvent) => {
		const said = data as Said;
		switch (said.kind) {
			case 'who_has_the_key': {
				const own = key();
				if (own) say({ kind: 'the_key', key: own });
				return;
			}
			case 'the_key':
				if (!key()) given(said.key);
				return;
			case 'lock':
				return locked();
			case 'touched':
				return touched();
		}
	};
	return {
		ask: () => say({ kind: 'who_has_the_key' }),
		lock: () => say({ kind: 'lock' }),
		touched: () => say({ kind: 'touched' }),
		stop() {
			channel.onmessage = null;
			channel.close();
		}
	};
}
