// The sentences about pictures of the reader's own.

import { filled, told } from "../language";
import type { Text } from "../messages";

export const W = {
  title: { en: "Your own pictures", ja: "自分の画像で学習" },
  about: {
    en: "Give it some pictures of each class, from files or the webcam. A network that has seen a million photographs looks at each once; then a new output layer learns your classes in seconds (transfer learning). The pictures stay on this machine.",
    ja: "クラスごとに画像を何枚か、ファイルかウェブカメラから与えてください。100 万枚の写真を学習したネットワークが各画像を 1 度だけ見て、新しい出力層が数秒で自分のクラスを学習します (転移学習)。画像がこのマシンの外に出ることはありません。",
  },
  goThere: { en: "Your own pictures ↓", ja: "自分の画像で学習 ↓" },
  drop: {
    en: "Drop a folder here that holds a folder of pictures for each class, or",
    ja: "クラスごとのフォルダが入ったフォルダをここにドロップするか、",
  },
  chooseFolder: { en: "Choose a folder …", ja: "フォルダを選ぶ…" },
  className: { en: "Name of a new class", ja: "新しいクラスの名前" },
  addClass: { en: "Add the class", ja: "クラスを追加" },
  pictures: { en: "{n} pictures", ja: "{n} 枚" },
  addPictures: { en: "Add pictures …", ja: "画像を追加…" },
  addTo: { en: "Add pictures to {name}", ja: "{name} に画像を追加" },
  shoot: { en: "Take {n} with the webcam", ja: "ウェブカメラで {n} 枚撮る" },
  shootFor: { en: "Take {n} pictures of {name} with the webcam", ja: "{name} をウェブカメラで {n} 枚撮る" },
  remove: { en: "Remove", ja: "削除" },
  removeClass: { en: "Remove {name} and its pictures", ja: "{name} とその画像を削除" },
  cameraOn: { en: "Use the webcam", ja: "ウェブカメラを使う" },
  cameraOff: { en: "Switch the webcam off", ja: "ウェブカメラを止める" },
  cameraView: { en: "What the webcam sees", ja: "ウェブカメラの映像" },
  cameraRefused: {
    en: "The webcam cannot be used: {why}. Allow it for this page in the browser, or take files.",
    ja: "ウェブカメラを使えません: {why}。ブラウザでこのページに許可するか、ファイルを使ってください。",
  },
  reading: { en: "Files looked at: {done} of {of}", ja: "確認したファイル: {of} 個中 {done} 個" },
  refused: {
    en: "Files that could not be taken: {n}",
    ja: "使えなかったファイル: {n} 個",
  },
  more: { en: "and {n} more", ja: "ほか {n} 個" },
  noFolders: {
    en: "No pictures in folders were found there; give each class a folder of its own.",
    ja: "フォルダに入った画像が見つかりません。クラスごとにフォルダを分けてください。",
  },
  train: { en: "Learn my classes", ja: "自分のクラスを学習" },
  learning: { en: "Learning …", ja: "学習中…" },
  needTwo: {
    en: "Two classes with pictures are needed, to be told apart.",
    ja: "見分けるには、画像のあるクラスが 2 つ以上必要です。",
  },
  learned: { en: "Learned in {time}.", ja: "{time}で学習しました。" },
  judged: {
    en: "{share} of the {n} pictures that were kept back are right.",
    ja: "学習に使わなかった {n} 枚のうち {share} が正解です。",
  },
  recording: { en: "Open the recording", ja: "記録を開く" },
  tryIt: { en: "Try it live", ja: "その場で試す" },
  tryFile: { en: "Try a picture …", ja: "画像で試す…" },
  says: { en: "It says {name}, {share}", ja: "答え: {name} ({share})" },
  tryHint: {
    en: "Choose a picture, or switch the webcam on and hold something before it.",
    ja: "画像を選ぶか、ウェブカメラを使って何かを映してください。",
  },
} as const satisfies Record<string, Text>;

export function w(key: keyof typeof W, values: Record<string, string | number> = {}): string {
  return filled(told(W[key]), values);
}
