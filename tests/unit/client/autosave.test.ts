import { afterEach, expect, test, vi } from 'vitest';
import { createAutosave, WHILE_TYPING } from '#lib/client/autosave.ts';
import { createClock } from './moved-clock.ts';

function typing() {
	const clock = createClock();
	const saves: number[] = [];
	let fails = 0;
	const autosave = createAutosave(async () => {
		saves.push(clock.now());
		if (fails > 0) {
			fails -= 1;
			throw new Error('disk full');
		}
	}, clock);
	return { clock, saves, autosave, failNext: (times: number) => (fails = times) };
}

test('a single key is saved 500 ms later, not before', async () => {
	const { clock, saves, autosave } = typing();
	autosave.typed();
	await clock.move(499);
	expect(saves).toEqual([]);
	await clock.move(1);
	expect(saves).toEqual([500]);
	expect(autosave.pending).toBe(false);
});

test.each([10, 100, 300, 499])('typing a key every %i ms is never more than 800 ms from the disk', async (every) => {
	const { clock, saves, autosave } = typing();
	const keys: number[] = [];
	for (let at = 0; at < 5_000; at += every) {
		keys.push(clock.now());
		autosave.typed();
		await clock.move(every);
	}
	await clock.move(1_000);
	for (const key of keys) {
		const saved = saves.find((at) => at >= key);
		expect(saved).toBeDefined();
		expect((saved as number) - key).toBeLessThanOrEqual(800);
	}
});

afterEach(() => void vi.useRealTimers());

test('a tablet whose clock is set back by ten years while somebody types saves as soon as ever', async () => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
	let saves = 0;
	const autosave = createAutosave(async () => void (saves += 1));
	autosave.typed();
	vi.setSystemTime(Date.now() - 10 * 365 * 86_400_000);
	for (let passed = 0; passed < WHILE_TYPING; passed += 100) {
		await vi.advanceTimersByTimeAsync(100);
		autosave.typed();
	}
	await vi.advanceTimersByTimeAsync(1);
	expect(saves).toBe(1);
});

test('a flush saves at once and leaves nothing for later', async () => {
	const { clock, saves, autosave } = typing();
	autosave.typed();
	await clock.move(100);
	await autosave.flush();
	await clock.move(5_000);
	expect(saves).toEqual([100]);
});

test('a failed save stays pending and the next flush saves it', async () => {
	const { clock, saves, autosave, failNext } = typing();
	failNext(1);
	autosave.typed();
	await clock.move(500);
	expect(autosave.pending).toBe(true);
	await autosave.flush();
	expect(saves).toEqual([500, 500]);
	expect(autosave.pending).toBe(false);
});

test('a flush that fails rejects', async () => {
	const { autosave, failNext } = typing();
	failNext(1);
	await expect(autosave.flush()).rejects.toThrow('disk full');
	expect(autosave.pending).toBe(true);
});

test('nobody is told that all is saved while the save of another still runs and may fail', async () => {
	const { autosave, saves, failNext } = typing();
	failNext(3);
	const ended = await Promise.allSettled([autosave.flush(), autosave.flush(), autosave.flush()]);
	expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
	expect(saves).toHaveLength(3);
	expect(autosave.pending).toBe(true);
});

test('saves never overlap: a flush during a save waits for it and saves what is newer', async () => {
	const clock = createClock();
	let inside = 0;
	let most = 0;
	let text = '';
	const disk: string[] = [];
	const gates: (() => void)[] = [];
	const autosave = createAutosave(async () => {
		inside += 1;
		most = Math.max(most, inside);
		const now = text;
		await new Promise<void>((resolve) => gates.push(resolve));
		disk.push(now);
		inside -= 1;
	}, clock);
	text = 'a';
	const first = autosave.flush();
	text = 'ab';
	const second = autosave.flush();
	gates.shift()?.();
	await first;
	await expect.poll(() => gates.length).toBe(1);
	gates.shift()?.();
	await second;
	expect(most).toBe(1);
	expect(disk).toEqual(['a', 'ab']);
});
