/** The record of a browser's writes is read as `strace` writes it, and a power cut forgets what was not flushed. */
import { expect, test } from 'vitest';
import { diskAt, readTrace } from '#tests/support/disk-trace.ts';

const hex = (text: string) => [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
const log = hex('/profile/db/000003.log');

/** Two threads, one of which is interrupted; short process numbers are padded. */
const trace = [
	`812   1000.100000 write(7<${log}>, "${hex('one ')}", 4) = 4`,
	`812   1000.200000 fdatasync(7<${log}> <unfinished ...>`,
	`10812 1000.210000 write(9<${hex('/elsewhere')}>, "${hex('x')}", 1) = 1`,
	`812   1000.300000 <... fdatasync resumed>) = 0`,
	`10812 1000.400000 write(7<${log}>, "${hex('two')}", 3 <unfinished ...>`,
	`812   1000.410000 fdatasync(9<${hex('/elsewhere')}>) = 0`,
	`10812 1000.420000 <... write resumed>) = 3`,
	`812   1000.500000 write(7<${log}>, "${hex('no')}", 2) = -1 ENOSPC (No space left on device)`
].join('\n');

test('calls are read whole, at the moment from which their effect is sure, in the folder alone', () => {
	expect(readTrace(trace, '/profile/db').map(({ kind, path, at }) => [kind, path, at])).toEqual([
		['write', '000003.log', 1_000_100],
		['flush', '000003.log', 1_000_300],
		['write', '000003.log', 1_000_420]
	]);
});

test.each([
	[1_000_299, '', 4],
	[1_000_300, 'one ', 0],
	[1_000_420, 'one ', 3]
])('a cut at %d leaves "%s" and forgets %d bytes', (at, left, forgotten) => {
	const disk = diskAt(new Map(), readTrace(trace, '/profile/db'), at);
	expect(disk.files.get('000003.log')?.toString()).toBe(left);
	expect(disk.forgotten).toBe(forgotten);
});
