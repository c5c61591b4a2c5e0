// The sentences of the Selection page. Terms of the field are in the glossary.

import { filled, told } from "../language";
import type { Text } from "../messages";

export const W = {
  title: { en: "Compare and choose", ja: "比較と選択" },
  lead: {
    en: "Which network, and which settings? Every candidate learns several times, each time judged on rows that it has not seen. The best learns again from all of them, and only then the test part is opened, once.",
    ja: "どのネットワークを、どの設定で使うか。候補はそれぞれ何度か学習し、毎回、学習に使わなかった行で評価されます。最も良い候補をすべての行で学習し直し、その後で初めてテスト部分を一度だけ開きます。",
  },
  noTable: { en: "Choose a table and its target first.", ja: "先に表と目標 (予測する列) を選んでください。" },
  toData: { en: "To the Data page", ja: "データのページへ" },
  of: { en: "{name}, target {target}", ja: "{name} (目標: {target})" },
  compared: { en: "What is compared", ja: "比べるもの" },
  candidates: { en: "The candidates", ja: "候補の成績" },
  networks: { en: "Networks, one on each line", ja: "ネットワーク (1 行に 1 個)" },
  search: { en: "Search", ja: "探索の方法" },
  grid: { en: "every combination", ja: "すべての組み合わせ" },
  random: { en: "by chance", ja: "ランダム" },
  count: { en: "Candidates drawn", ja: "選び出す候補の数" },
  tries: { en: "Values to choose from", ja: "選ぶ対象の値" },
  triesAbout: {
    en: "Separated by commas; empty: not varied. By chance, 0.001..0.1 is a range (drawn evenly over magnitudes).",
    ja: "コンマ区切り。空欄なら変えません。ランダムのときは 0.001..0.1 のように範囲も書けます (対数で一様に選びます)。",
  },
  folds: { en: "Folds", ja: "分割数" },
  repeats: { en: "Repeats", ja: "分割の繰り返し" },
  seeds: { en: "Seeds", ja: "シードの数" },
  measure: { en: "What decides", ja: "選ぶ基準" },
  usual: { en: "the usual one", ja: "標準" },
  noPatience: { en: "0: no early stopping", ja: "0: 早期終了なし" },
  begin: { en: "Compare", ja: "比較を始める" },
  stop: { en: "Stop", ja: "停止" },
  goOn: { en: "Go on", ja: "続きから再開" },
  badValues: { en: "{name}: numbers separated by commas are needed, not “{text}”", ja: "{name}: コンマ区切りの数を入力してください (「{text}」ではなく)" },
  progress: { en: "Comparison", ja: "比較の様子" },
  idle: { en: "Nothing has been compared yet.", ja: "まだ比較していません。" },
  loading: { en: "Reading the table …", ja: "表を読み込んでいます…" },
  searching: { en: "{finished} of {candidates} candidates ({networks} networks in all)", ja: "候補 {finished} / {candidates} (ネットワークは全部で {networks} 個)" },
  refitting: { en: "The winner learns again from all rows but the test part", ja: "選ばれた候補を、テスト部分以外のすべての行で学習し直しています" },
  curves: { en: "Learning and validation curves of the winner …", ja: "選ばれた候補の学習曲線と検証曲線を計算しています…" },
  left: { en: "{time} left", ja: "残り {time}" },
  stopping: { en: "Stopping …", ja: "停止しています…" },
  finished: { en: "Ended after {time}", ja: "終了 (所要 {time})" },
  interrupted: { en: "Stopped after {time}: nothing is chosen, the test part stays sealed. “Go on” repeats nothing.", ja: "{time}で停止しました。まだ何も選ばれておらず、テスト部分は封印されたままです。「続きから再開」を押せば、済んだ候補はやり直しません。" },
  stoppedLate: { en: "Stopped after {time}: the choice is made, the curves are not complete.", ja: "{time}で停止しました。選択は済んでいますが、曲線は途中までです。" },
  failed: { en: "Broken off", ja: "異常終了" },
  noWinner: { en: "No candidate could learn; the reasons stand in the table. The test part stays sealed.", ja: "学習できた候補がありません。理由は表のとおりです。テスト部分は封印されたままです。" },
  table: { en: "Candidates from the best to the worst: mean ± standard deviation over folds and seeds", ja: "良い順の候補: 分割とシードにわたる平均 ± 標準偏差" },
  more: { en: "The best {n} of {all} are shown.", ja: "{all} 個のうち上位 {n} 個を表示しています。" },
  rank: { en: "Rank", ja: "順位" },
  eachFold: { en: "Each fold", ja: "分割ごと" },
  foldsAre: { en: "{n} folds: {values}", ja: "{n} 個の分割: {values}" },
  what: { en: "State", ja: "状態" },
  chosen: { en: "chosen", ja: "選択" },
  waiting: { en: "not reached yet", ja: "未実行" },
  hardly: {
    en: "Candidates whose folds overlap widely are hardly told apart by these data.",
    ja: "分割ごとの値が大きく重なる候補どうしは、このデータではほとんど区別できません。",
  },
  winner: { en: "The winner", ja: "選ばれた候補" },
  opened: {
    en: "The test part ({n} rows) was opened once, after the choice was made. In the folds the best of many looks better than it is, as it was chosen for that; the test figures do not.",
    ja: "テスト部分 ({n} 行) は、選択が終わってから一度だけ開きました。分割での値は、最も良いものを選んだ分だけ実力より高めに出ますが、テストの値にその偏りはありません。",
  },
  openedOften: {
    en: "The test part ({n} rows) has been opened {times} times by this comparison.",
    ja: "テスト部分 ({n} 行) は、この比較でこれまでに {times} 回開かれています。",
  },
  report: { en: "Open the whole report", ja: "レポート全体を開く" },
  recording: { en: "Open the recording", ja: "記録を開く" },
  onTest: { en: "On the test part", ja: "テスト部分での評価" },
  learningCurve: { en: "Learning curve: would more rows help?", ja: "学習曲線: 行を増やすと良くなるか" },
  learningAbout: { en: "Where both lines have met, more rows are no help; where a gap is left, they are.", ja: "2 本の線が近づいていれば、行を増やしても効果は見込めません。差が残っていれば、増やす価値があります。" },
  validationCurve: { en: "Validation curve: {name}", ja: "検証曲線: {name}" },
  rowsLearned: { en: "rows learned from", ja: "学習に使った行数" },
  band: { en: "The band is one standard deviation of the folds.", ja: "帯は分割ごとの標準偏差です。" },
  lost: {
    en: "The studio's server does not answer; this page tries again by itself.",
    ja: "スタジオのサーバーから応答がありません。自動的に再接続します。",
  },
  inTerminal: { en: "The same in the terminal", ja: "端末で同じことをするには" },
} as const satisfies Record<string, Text>;

export function w(key: keyof typeof W, values: Record<string, string | number> = {}): string {
  return filled(told(W[key]), values);
}
