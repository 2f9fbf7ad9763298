"""Các câu về bảng kết quả trả ra và việc đánh giá trên nhiều máy, bằng tiếng Việt."""

SENTENCES: dict[str, str] = {
    "frame.library": "Không lập được bảng cho {library}.",
    "frame.library.remedy": "Các thư viện dùng được: {known}.",
    "spark.computed": "Bảng chấm {scorecard} được tính trên toàn bộ nhân sự cùng lúc nên chưa đánh giá được trên Spark.",
    "spark.computed.remedy": "Hãy dùng evaluate(), hoặc chọn bảng chấm theo điểm.",
}
