"""Các câu về bảng kết quả trả ra và việc đánh giá trên nhiều máy, bằng tiếng Việt."""

SENTENCES: dict[str, str] = {
    "frame.library": "Không lập được bảng cho {library}.",
    "frame.library.remedy": "Các thư viện dùng được: {known}.",
}
