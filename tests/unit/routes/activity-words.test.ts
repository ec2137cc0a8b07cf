/** Every act that the server records has words for the coordinator who reads of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wordsOf } from '../../../src/routes/(coordinator)/activity/words.ts';

const SERVER = 'src/lib/server';

function recordedActions(): string[] {
	const sources = readdirSync(SERVER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
	const found = sources.flatMap((name) =>
		[...readFileSync(join(SERVER, name), 'utf8').matchAll(/\baction: '([a-z_]+\.[a-z_]+)'/g)].map(([, code]) => code)
	);
	return [...new Set(found)].filter((code) => code !== undefined).sort();
}

test('every action has words', () => {
	const actions = recordedActions();
	expect(actions).toContain('term.opened');
	expect(actions.filter((action) => wordsOf(action) === action)).toEqual([]);
});

test('an action without words shows its code', () => {
	expect(wordsOf('thing.unheard_of')).toBe('thing.unheard_of');
});
